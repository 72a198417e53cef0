{{ config(materialized='view') }}

with events as (

    select * from {{ ref('int_billable_events_placed') }}
    where place = 1

),

ownerships as (

    select * from {{ ref('int_resource_ownerships_placed') }}
    where place = 1

),

final as (

    select
        provider_id,
        'billable_events' as kind,
        event_id::text as record_id,
        state,
        happened_at,
        resource_id,
        load_id,
        ledger_no,
        line_no
    from events

    union all

    select
        provider_id,
        'resource_ownerships' as kind,
        ownership_id::text as record_id,
        state,
        happened_at,
        resource_id,
        load_id,
        ledger_no,
        line_no
    from ownerships

)

select * from final
