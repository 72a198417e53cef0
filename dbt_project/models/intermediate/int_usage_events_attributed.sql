with events as (

    select * from {{ ref('int_usage_events_counted') }}

),

clients as (

    select * from {{ ref('int_client_versions') }}

),

listings as (

    select * from {{ ref('int_listing_periods') }}

),

locations as (

    select * from {{ ref('int_ip_locations') }}

),

final as (

    select
        events.usage_date,
        events.usage_at,
        date_trunc('hour', events.usage_at, 'UTC') as usage_hour_at,
        date_trunc('hour', client_clock.local_at) as local_hour_at,
        client_clock.local_at::date as local_date,
        events.provider_id,
        events.api_id,
        events.endpoint,
        events.method,
        events.operation,
        {{ outcome('events.status_code') }} as outcome,
        coalesce(events.status_code, 0::smallint) as status_code,
        events.client_id,
        coalesce(clients.agency_id, 'none') as agency_id,
        coalesce(events.project_id, 'none') as project_id,
        coalesce(events.dealer_id, 'none') as dealer_id,
        coalesce(events.country, locations.country, 'unknown') as country,
        coalesce(events.region, locations.region, 'unknown') as region,
        coalesce(events.city, locations.city, 'unknown') as city,
        -- Until a first listing is known, every API counts as listed.
        listings.listed_from is not null
        or not exists (select 1 from {{ ref('int_listing_periods') }}) as is_listed,
        coalesce(events.user_key, {{ no_key() }}) as user_key,
        coalesce(events.ip_key, {{ no_key() }}) as ip_key,
        events.load_id,
        events.line_no,
        events.latency_us,
        events.{{ usage_measures() | join(',\n        events.') }},
        events.has_quantity,
        events.event_key,
        events.event_type,
        events.attributes
    from events
    left join clients
        on
            events.client_id = clients.client_id
            and events.usage_at >= clients.valid_from
            and events.usage_at < clients.valid_until
    left join listings
        on
            events.provider_id = listings.provider_id
            and events.api_id = listings.api_id
            and events.usage_at >= listings.listed_from
            and events.usage_at < listings.listed_until
    -- An event that says any of it is not located: a city of one origin in a country of the other would be no place.
    left join locations
        on
            events.ip_key = locations.ip_key
            and events.country is null
            and events.region is null
            and events.city is null
    cross join lateral (
        select events.usage_at at time zone coalesce(clients.time_zone, 'UTC') as local_at
    ) as client_clock

)

select * from final
