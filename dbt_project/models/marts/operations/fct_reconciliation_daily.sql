{{ config(materialized='view') }}

with loads as (

    select * from {{ ref('fct_loads') }}
    where kind = 'usage'

),

load_days as (

    select * from {{ ref('stg_load_days') }}

),

counted as (

    select * from {{ ref('fct_repeated_daily') }}

),

-- What an accepted load gave to days that are built without it is still to be built.
built as (

    select
        load_days.load_id,
        sum(counted.counted)::bigint as counted,
        sum(counted.repeated)::bigint as repeated,
        coalesce(sum(load_days.stored) filter (where counted.load_id is null), 0)::bigint as unbuilt
    from load_days
    left join counted
        on
            load_days.load_id = counted.load_id
            and load_days.usage_date = counted.usage_date
    group by load_days.load_id

),

places as (

    select
        (loads.committed_at at time zone 'UTC')::date as loaded_on,
        loads.source,
        loads.lines,
        loads.ignored,
        loads.released,
        case when loads.state = 'voided' then loads.stored + loads.quarantined - loads.released else 0 end as withdrawn,
        case when loads.state <> 'voided' then loads.quarantined - loads.released else 0 end as in_quarantine,
        case when loads.state = 'held' then loads.stored else 0 end as held,
        case when loads.state = 'accepted' then coalesce(built.unbuilt, 0) else 0 end as unbuilt,
        case when loads.state = 'accepted' then coalesce(built.repeated, 0) else 0 end as repeated,
        case when loads.state = 'accepted' then coalesce(built.counted, 0) else 0 end as counted
    from loads
    left join built on loads.load_id = built.load_id

),

final as (

    select
        loaded_on,
        source,
        count(*) as loads,
        sum(lines)::bigint as lines,
        sum(ignored)::bigint as ignored,
        sum(in_quarantine)::bigint as in_quarantine,
        sum(released)::bigint as released,
        sum(withdrawn)::bigint as withdrawn,
        sum(held)::bigint as held,
        sum(unbuilt)::bigint as unbuilt,
        sum(repeated)::bigint as repeated,
        sum(counted)::bigint as counted
    from places
    group by loaded_on, source

)

select * from final
