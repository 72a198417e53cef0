with loads as (

    select * from {{ ref('stg_loads') }}
    where {{ within_horizon('load_no') }}

),

verdicts as (

    select * from {{ ref('stg_load_verdicts') }}
    where {{ within_horizon('verdict_no') }}

),

load_days as (

    select
        load_id,
        min(usage_date) as first_usage_date,
        max(usage_date) as last_usage_date,
        count(*) as usage_days
    from {{ ref('stg_load_days') }}
    group by load_id

),

states as (

    select distinct on (load_id)
        load_id,
        verdict,
        verdict_reason,
        decided_by,
        decided_at
    from verdicts
    order by load_id asc, verdict_no desc

),

final as (

    select
        loads.load_id,
        loads.load_no,
        loads.kind,
        loads.channel,
        loads.provider_id,
        loads.source,
        loads.source_version,
        loads.file_name,
        loads.landing_date,
        loads.replaces_load_id,
        loads.committed_at,
        loads.load_seconds,
        loads.content_bytes,
        coalesce(states.verdict, 'held') as state,
        coalesce(states.verdict_reason, 'not judged yet') as state_reason,
        states.decided_by,
        states.decided_at,
        loads.lines,
        loads.stored,
        loads.repeated_at_load,
        loads.quarantined,
        loads.ignored,
        load_days.first_usage_date,
        load_days.last_usage_date,
        coalesce(load_days.usage_days, 0) as usage_days
    from loads
    left join states on loads.load_id = states.load_id
    left join load_days on loads.load_id = load_days.load_id

)

select * from final
