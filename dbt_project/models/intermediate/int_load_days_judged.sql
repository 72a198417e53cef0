{{
    config(
        materialized='incremental',
        incremental_strategy='microbatch',
    )
}}

with load_days as (

    select * from {{ ref('stg_load_days') }}
    where {{ in_batch() }}

),

verdicts as (

    select * from {{ ref('stg_load_verdicts') }}
    where {{ within_horizon('verdict_no') }}

),

loads as (

    select * from {{ ref('stg_loads') }}

),

judged as (

    select
        load_days.usage_date,
        load_days.load_id,
        load_days.stored,
        (array_agg(verdicts.verdict order by verdicts.verdict_no desc))[1] as state,
        max(verdicts.verdict_no) filter (where verdicts.verdict <> 'held') as judged_no
    from load_days
    inner join verdicts on load_days.load_id = verdicts.load_id
    group by load_days.usage_date, load_days.load_id, load_days.stored

),

final as (

    select
        judged.usage_date,
        judged.load_id,
        loads.load_no,
        judged.state = 'accepted' as is_counted,
        judged.stored,
        judged.judged_no
    from judged
    inner join loads on judged.load_id = loads.load_id
    where judged.judged_no is not null

)

select * from final
