with loads as (

    select * from {{ ref('fct_loads') }}

),

quarantine as (

    select * from {{ ref('fct_load_quarantine') }}

),

final as (

    select
        (loads.committed_at at time zone 'UTC')::date as loaded_on,
        loads.source,
        quarantine.reason,
        count(*) as loads,
        sum(quarantine.lines)::bigint as lines,
        coalesce(sum(quarantine.waiting) filter (where loads.state <> 'voided'), 0)::bigint as waiting,
        sum(quarantine.released)::bigint as released,
        coalesce(sum(quarantine.waiting) filter (where loads.state = 'voided'), 0)::bigint as withdrawn
    from quarantine
    inner join loads on quarantine.load_id = loads.load_id
    group by (loads.committed_at at time zone 'UTC')::date, loads.source, quarantine.reason

)

select * from final
