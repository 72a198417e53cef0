{{ config(materialized='view') }}

with events as (

    select * from {{ ref('int_usage_events_attributed') }}

),

final as (

    select
        {{ usage_dimensions() | join(',\n        ') }},
        usage_at,
        usage_hour_at,
        local_hour_at,
        method,
        user_key,
        ip_key,
        latency_us,
        {{ usage_measures() | join(',\n        ') }},
        load_id,
        line_no
    from events

)

select * from final
