-- The lines of a bill, before any quantity: each price of a subscription in a month, and for which share of it.
{% set key = line_key() %}

with charges as (

    select * from {{ ref('int_charge_months') }}

),

added_up as (

    select
        {{ key | join(',\n        ') }},
        plan_id,
        model,
        currency,
        is_flow,
        is_growing,
        month_seconds,
        min(segment_from) as segment_from,
        max(segment_until) as segment_until,
        sum({{ epoch_of('segment_until - segment_from') }}) as seconds
    from charges
    group by
        {{ key | join(',\n        ') }},
        plan_id,
        model,
        currency,
        is_flow,
        is_growing,
        month_seconds

),

final as (

    select
        {{ key | join(',\n        ') }},
        plan_id,
        model,
        currency,
        is_flow,
        is_growing,
        segment_from,
        segment_until,
        seconds,
        month_seconds
    from added_up

)

select * from final
