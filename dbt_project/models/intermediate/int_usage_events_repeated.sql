{{
    config(
        materialized='incremental',
        incremental_strategy='microbatch',
    )
}}

with events as (

    select * from {{ ref('stg_usage_events') }}
    where {{ in_batch() }}

),

load_days as (

    select * from {{ ref('int_load_days_judged') }}
    where is_counted

),

placed as (

    select
        events.usage_date,
        events.load_id,
        events.line_no,
        -- The key first: sorting by it is fast, and nearly all keys differ.
        row_number() over (
            partition by events.event_key, events.provider_id, events.usage_date
            order by load_days.load_no, events.line_no
        ) as place
    from events
    inner join load_days
        on
            events.usage_date = load_days.usage_date
            and events.load_id = load_days.load_id

),

final as (

    select
        usage_date,
        load_id,
        line_no
    from placed
    where place > 1

)

select * from final
