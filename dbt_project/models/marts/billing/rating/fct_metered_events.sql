-- Single events, and of meters of distinct users or addresses their keys: bills need sums, so not for billing.
{{ config(materialized='view', grants={'select': ['meterhouse_loader', 'meterhouse_reader']}) }}

with events as (

    select * from {{ ref('int_metered_events') }}

),

final as (

    select
        usage_date,
        local_date,
        usage_month,
        usage_at,
        client_id,
        project_id,
        provider_id,
        is_listed,
        meter_id,
        standing,
        value,
        thing,
        event_key,
        load_id,
        line_no
    from events

)

select * from final
