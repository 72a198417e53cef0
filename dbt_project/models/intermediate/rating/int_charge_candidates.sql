{{ config(materialized='ephemeral') }}

-- Every price of every subscription, as long as both hold.
with subscriptions as (

    select * from {{ ref('dim_subscriptions') }}

),

prices as (

    select * from {{ ref('dim_prices') }}

),

final as (

    select
        subscriptions.client_id,
        subscriptions.subscription_id,
        subscriptions.starts_at,
        subscriptions.plan_id,
        prices.price_id,
        prices.valid_from as price_from,
        prices.meter_id,
        prices.model,
        greatest(subscriptions.period_from, prices.valid_from) as charge_from,
        least(subscriptions.period_until, prices.valid_until) as charge_until
    from subscriptions
    inner join prices
        on
            subscriptions.plan_id = prices.plan_id
            and subscriptions.period_from < prices.valid_until
            and subscriptions.period_until > prices.valid_from

)

select * from final
