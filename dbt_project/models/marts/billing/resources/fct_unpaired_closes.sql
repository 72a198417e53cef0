with events as (

    select * from {{ ref('int_billable_events_placed') }}
    where place = 1

),

ownerships as (

    select * from {{ ref('int_resource_ownerships_placed') }}
    where place = 1

),

halves as (

    select
        'billable_events' as kind,
        provider_id,
        event_id::text as record_id,
        resource_id,
        happened_at,
        state = 'close' as is_end
    from events
    union all
    select
        'resource_ownerships' as kind,
        provider_id,
        ownership_id::text as record_id,
        resource_id,
        happened_at,
        state = 'inactive' as is_end
    from ownerships

),

final as (

    select
        ends.kind,
        ends.provider_id,
        ends.record_id,
        coalesce(ends.resource_id, begins.resource_id) as resource_id,
        ends.happened_at as ended_at,
        begins.happened_at as begun_at
    from halves as ends
    left join halves as begins
        on
            ends.kind = begins.kind
            and ends.provider_id = begins.provider_id
            and ends.record_id = begins.record_id
            and not begins.is_end
    where
        ends.is_end
        and (begins.happened_at is null or ends.happened_at < begins.happened_at)

)

select * from final
