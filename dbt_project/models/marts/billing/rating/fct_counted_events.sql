-- Each column that needs a look elsewhere is a query of its own, which runs only where somebody asks for the column: so
-- that a million events are read for about what they take to read. Single events: bills need sums, so not for billing.
{{ config(materialized='view', grants={'select': ['meterhouse_loader', 'meterhouse_reader']}) }}

{% set listings = ref('int_listing_periods') %}

select
    events.usage_date,
    (
        events.usage_at at time zone coalesce((
            select clients.time_zone
            from {{ ref('int_client_versions') }} as clients
            where
                clients.client_id = events.client_id
                and clients.valid_from <= events.usage_at
                and clients.valid_until > events.usage_at
        ), 'UTC')
    )::date as local_date,
    events.usage_at,
    events.client_id,
    coalesce(events.project_id, 'none') as project_id,
    coalesce(events.dealer_id, 'none') as dealer_id,
    events.provider_id,
    events.api_id,
    events.endpoint,
    events.operation,
    events.method,
    events.event_type,
    {{ outcome('events.status_code') }} as outcome,
    coalesce(events.status_code, 0::smallint) as status_code,
    {% for place in ('country', 'region', 'city') -%}
    coalesce(events.{{ place }}, (
        select locations.{{ place }}
        from {{ ref('int_ip_locations') }} as locations
        where
            locations.ip_key = events.ip_key
            and events.country is null
            and events.region is null
            and events.city is null
    ), 'unknown') as {{ place }},
    {% endfor -%}
    not exists (select 1 from {{ listings }})
    or exists (
        select 1
        from {{ listings }} as listings
        where
            listings.provider_id = events.provider_id
            and listings.api_id = events.api_id
            and listings.listed_from <= events.usage_at
            and listings.listed_until > events.usage_at
    ) as is_listed,
    coalesce(events.user_key, {{ no_key() }}) as user_key,
    coalesce(events.ip_key, {{ no_key() }}) as ip_key,
    events.latency_us,
    events.response_bytes,
    events.request_bytes,
    events.records_new,
    events.records_changed,
    case when events.has_quantity then events.quantity end as quantity,
    (
        select jsonb_object_agg(named.key, named.value)
        from jsonb_each(events.attributes) as named
        where
            named.key in (
                select substr(meters.value_field, 12)
                from {{ ref('int_meter_versions') }} as meters
                where meters.value_field like 'attributes.%'
                union all
                select jsonb_object_keys(meters.attributes)
                from {{ ref('int_meter_versions') }} as meters
            )
    ) as attributes,
    events.event_key,
    events.load_id,
    events.line_no
from {{ ref('int_usage_events_counted') }} as events
