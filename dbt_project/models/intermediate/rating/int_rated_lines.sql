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
        month_seconds

),

final as (

    select
        {{ key | join(',\n        ') }},
        plan_id,
        model,
        currency,
        is_flow,
        segment_from,
        segment_until,
        case when seconds = month_seconds then 1 else seconds::numeric(38, 20) / month_seconds end as share
    from added_up

)

select * from final
