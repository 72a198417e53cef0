{{ config(materialized='view') }}

with events as (

    select * from {{ ref('int_usage_events_of_users') }}

),

final as (

    select
        {{ usage_dimensions() | join(',\n        ') }},
        usage_at,
        usage_hour_at,
        local_hour_at,
        method,
        user_key,
        {{ user_attributes() | join(',\n        ') }},
        ip_key,
        latency_us,
        requests,
        response_bytes,
        request_bytes,
        latency_us_total,
        latency_requests,
        records_new,
        records_changed,
        quantity::numeric(38, 9) as quantity,
        load_id,
        line_no
    from events

)

select * from final
