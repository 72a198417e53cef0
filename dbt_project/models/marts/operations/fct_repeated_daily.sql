{{ config(incremental_strategy='microbatch') }}

with load_days as (

    select * from {{ ref('int_load_days_judged') }}
    where is_counted and {{ in_batch() }}

),

loads as (

    select * from {{ ref('stg_loads') }}

),

repeated as (

    select
        usage_date,
        load_id,
        count(*) as repeated
    from {{ ref('int_usage_events_repeated') }}
    where {{ in_batch() }}
    group by usage_date, load_id

),

final as (

    select
        load_days.usage_date,
        load_days.load_id,
        loads.source,
        load_days.stored,
        load_days.stored - coalesce(repeated.repeated, 0) as counted,
        coalesce(repeated.repeated, 0) as repeated
    from load_days
    inner join loads on load_days.load_id = loads.load_id
    left join repeated
        on
            load_days.usage_date = repeated.usage_date
            and load_days.load_id = repeated.load_id

)

select * from final
