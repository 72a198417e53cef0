with events as (

    select * from {{ ref('int_usage_events_counted') }}

),

time_zones as (

    select * from {{ ref('int_client_time_zones') }}

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
        coalesce(events.project_id, 'none') as project_id,
        coalesce(events.dealer_id, 'none') as dealer_id,
        coalesce(events.country, 'unknown') as country,
        coalesce(events.region, 'unknown') as region,
        coalesce(events.city, 'unknown') as city,
        -- Every API counts as listed until the marketplace knows otherwise.
        true as is_listed,
        coalesce(events.user_key, {{ no_key() }}) as user_key,
        coalesce(events.ip_key, {{ no_key() }}) as ip_key,
        events.load_id,
        events.line_no,
        events.latency_us,
        events.{{ usage_measures() | join(',\n        events.') }}
    from events
    left join time_zones
        on
            events.client_id = time_zones.client_id
            and events.usage_at >= time_zones.valid_from
            and events.usage_at < time_zones.valid_until
    cross join lateral (
        select events.usage_at at time zone coalesce(time_zones.time_zone, 'UTC') as local_at
    ) as client_clock

)

select * from final
