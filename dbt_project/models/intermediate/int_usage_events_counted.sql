-- One select: PostgreSQL looks through such views, and reads only the columns that somebody asks for.
select
    events.usage_date,
    events.usage_at,
    events.load_id,
    events.line_no,
    events.provider_id,
    events.api_id,
    events.endpoint,
    events.method,
    events.operation,
    events.status_code,
    events.client_id,
    events.project_id,
    events.dealer_id,
    events.user_key,
    events.ip_key,
    events.country,
    events.region,
    events.city,
    events.latency_us,
    1 as requests,
    coalesce(events.response_bytes, 0) as response_bytes,
    coalesce(events.request_bytes, 0) as request_bytes,
    coalesce(events.latency_us, 0) as latency_us_total,
    (events.latency_us is not null)::integer as latency_requests,
    coalesce(events.records_new, 0) as records_new,
    coalesce(events.records_changed, 0) as records_changed,
    coalesce(events.quantity, 0) as quantity,
    events.quantity is not null as has_quantity,
    events.event_key,
    events.event_type,
    events.attributes
from {{ ref('stg_usage_events') }} as events
inner join {{ ref('int_load_days_judged') }} as load_days
    on
        events.usage_date = load_days.usage_date
        and events.load_id = load_days.load_id
where
    load_days.is_counted
    and not exists (
        select 1
        from {{ ref('int_usage_events_repeated') }} as repeated
        where
            repeated.usage_date = events.usage_date
            and repeated.load_id = events.load_id
            and repeated.line_no = events.line_no
    )
