{{ config(incremental_strategy='by_month', pre_hook='{{ lock_this() }}') }}

{% set key = line_key() %}

with lines as (

    select * from {{ ref('int_rated_lines') }}
    where {{ in_months() }}

),

quantities as (

    select * from {{ ref('int_metered_quantities') }}
    where {{ in_months() }} and reason = 'rated'

),

prices as (

    select * from {{ ref('dim_prices') }}

),

event_amounts as (

    select * from {{ ref('int_event_amounts') }}
    where {{ in_months() }}

),

metered as (

    select
        lines.*,
        coalesce(quantities.events, 0) as events_metered,
        case lines.model
            when 'recurring' then rating.of_month(1, lines.seconds, lines.month_seconds)
            else coalesce(quantities.quantity, 0)
        end as quantity,
        event_amounts.amount as by_event
    from lines
    left join quantities
        on {{ agree_in(key, 'lines', 'quantities') }}
    left join event_amounts
        on {{ agree_in(key, 'lines', 'event_amounts') }}

),

final as (

    select
        metered.usage_month,
        metered.client_id,
        metered.subscription_id,
        metered.plan_id,
        metered.price_id,
        metered.price_from,
        metered.meter_id,
        metered.model,
        metered.currency,
        metered.segment_from,
        metered.segment_until,
        metered.seconds,
        metered.month_seconds,
        metered.is_flow,
        metered.is_growing,
        metered.events_metered - inside.events as events,
        inside.events as included_events,
        trim_scale(metered.quantity) as quantity,
        trim_scale(line.included_quantity) as included_quantity,
        trim_scale(line.billable_quantity) as billable_quantity,
        trim_scale(line.charged_amount) as charged_amount,
        trim_scale(line.discount_amount) as discount_amount,
        trim_scale(line.minimum_amount) as minimum_amount,
        trim_scale(line.maximum_amount) as maximum_amount,
        trim_scale(line.amount) as amount,
        rating.cents(line.amount) as amount_cents
    from metered
    inner join prices
        on
            metered.price_id = prices.price_id
            and metered.price_from = prices.valid_from
    cross join
        lateral rating.line(
            {{ terms_of('prices') }}, metered.quantity, metered.events_metered, metered.is_flow, metered.seconds,
            metered.month_seconds, metered.by_event
        ) as line
    cross join
        lateral (
            select
                case
                    when metered.quantity > 0
                        then floor(metered.events_metered * line.included_quantity / metered.quantity)
                    else 0
                end::bigint as events
        ) as inside
    where
        -- Nothing is reckoned where nothing was used and the price says nothing of that.
        (
            metered.events_metered > 0
            or metered.quantity <> 0
            or metered.by_event <> 0
            or prices.minimum > 0
            or prices.tier_flats[1] <> 0
        )
        and (metered.events_metered > 0 or metered.quantity <> 0 or line.amount <> 0)
        and line.amount < {{ amount_limit() }}

)

select * from final
