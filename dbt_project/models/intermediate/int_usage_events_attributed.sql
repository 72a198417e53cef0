with events as (

    select * from {{ ref('int_usage_events_counted') }}

),

time_zones as (

    select * from {{ ref('int_client_time_zones') }}

),

placed as (

    select
        events.*,
        events.usage_at at time zone coalesce(time_zones.time_zone, 'UTC') as local_at
    from events
    left join time_zones
        on
            events.client_id = time_zones.client_id
            and events.usage_at >= time_zones.valid_from
            and events.usage_at < time_zones.valid_until

),

attributed as (

    select
        usage_date,
        usage_at,
        date_trunc('hour', usage_at, 'UTC') as usage_hour_at,
        date_trunc('hour', local_at) as local_hour_at,
        local_at::date as local_date,
        provider_id,
        api_id,
        endpoint,
        method,
        operation,
        {{ outcome('status_code') }} as outcome,
        coalesce(status_code, 0::smallint) as status_code,
        client_id,
        coalesce(project_id, 'none') as project_id,
        coalesce(dealer_id, 'none') as dealer_id,
        coalesce(country, 'unknown') as country,
        coalesce(region, 'unknown') as region,
        coalesce(city, 'unknown') as city,
        -- Every API counts as listed until the marketplace knows otherwise.
        true as is_listed,
        coalesce(user_key, {{ no_key() }}) as user_key,
        coalesce(ip_key, {{ no_key() }}) as ip_key,
        load_id,
        line_no,
        latency_us,
        {{ usage_measures() | join(',\n        ') }}
    from placed

)

select * from attributed
