{{ config(materialized='view') }}

with months as (

    select * from {{ ref('int_charge_months') }}

),

final as (

    select
        usage_month,
        client_id,
        subscription_id,
        price_id,
        price_from,
        meter_id,
        segment_from,
        segment_until,
        span_from,
        span_until
    from months

)

select * from final
