{{ config(materialized='ephemeral') }}

with loads as (

    select * from {{ ref('stg_loads') }}
    where kind in ('resource', 'rights')

),

verdicts as (

    select * from {{ ref('stg_load_verdicts') }}
    where {{ within_horizon('verdict_no') }}

),

final as (

    select distinct on (loads.load_id)
        loads.load_id,
        loads.source,
        verdicts.verdict_no as judged_no,
        verdicts.verdict = 'accepted' as is_counted
    from loads
    inner join verdicts on loads.load_id = verdicts.load_id
    order by loads.load_id asc, verdicts.verdict_no desc

)

select * from final
