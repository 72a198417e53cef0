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

released as (

    select
        load_id,
        count(*) as released
    from {{ ref('int_quarantine_released') }}
    group by load_id

),

replaced as (

    select distinct on (loads.replaces_load_id)
        loads.replaces_load_id as load_id,
        loads.load_id as replaced_by_load_id
    from loads
    left join states on loads.load_id = states.load_id
    where
        loads.replaces_load_id is not null
        and coalesce(states.verdict, 'held') <> 'voided'
    order by loads.replaces_load_id asc, coalesce(states.verdict = 'accepted', false) desc, loads.load_no asc

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
        replaced.replaced_by_load_id,
        loads.releases_load_id,
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
        coalesce(released.released, 0) as released,
        loads.ignored,
        load_days.first_usage_date,
        load_days.last_usage_date,
        coalesce(load_days.usage_days, 0) as usage_days
    from loads
    left join states on loads.load_id = states.load_id
    left join load_days on loads.load_id = load_days.load_id
    left join released on loads.load_id = released.load_id
    left join replaced on loads.load_id = replaced.load_id

)

select * from final
