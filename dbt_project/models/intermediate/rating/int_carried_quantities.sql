{{ config(materialized='ephemeral') }}

-- What meters that carry over say of a month, by the price that charges it or the reason why none does: the balance at
-- the end, or, of a weighted sum, its mean over the month, of which each price has the part of its time.
{% set key = line_key() + ['is_listed', 'reason'] %}

with carried as (

    select * from {{ ref('int_carried_spans') }}

),

charges as (

    select * from {{ ref('int_charges') }}
    where model <> 'recurring'

),

spans as (

    select * from {{ ref('int_client_spans') }}

),

placed as (

    select
        carried.*,
        true as is_listed,
        coalesce(charges.subscription_id, 'none') as subscription_id,
        coalesce(charges.price_id, 'none') as price_id,
        coalesce(charges.price_from, '-infinity') as price_from,
        charges.price_id is not null as is_charged,
        coalesce(spans.has_subscription, false) as has_subscription
    from carried
    left join charges
        on
            carried.client_id = charges.client_id
            and carried.meter_id = charges.meter_id
            and carried.span_from = charges.span_from
    left join spans
        on
            carried.client_id = spans.client_id
            and carried.span_from = spans.span_from

),

reckoned as (

    select
        {{ line_key() | join(',\n        ') }},
        is_listed,
        case
            when is_charged then 'rated'
            when has_subscription then 'no_price'
            else 'outside_subscription'
        end as reason,
        aggregation,
        segment_from,
        events,
        case aggregation
            when 'weighted_sum'
                then (
                    (balance - quantity) * {{ epoch_of('segment_until - segment_from') }}
                    + quantity * {{ epoch_of('segment_until') }} - moment
                )::numeric(60, 24) / {{ epoch_of('month_length') }}
            when 'latest' then coalesce(latest[2], 0)
            else balance
        end as quantity
    from placed

),

added_up as (

    select
        {{ key | join(',\n        ') }},
        sum(events)::bigint as events,
        case min(aggregation)
            when 'weighted_sum' then sum(quantity)
            else (max(array[{{ epoch_of('segment_from') }}, quantity]))[2]
        end as quantity
    from reckoned
    group by
        {{ key | join(',\n        ') }}

),

final as (

    select * from added_up
    where events > 0 or quantity <> 0

)

select * from final
