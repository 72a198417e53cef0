-- What clients owe for usage, and for subscriptions, with the price that each line rests on.
{% set of_usage = ['usage_month', 'client_id', 'currency', 'subscription_id', 'price_id'] %}

with rated as (

    select * from {{ ref('fct_rated_usage') }}

),

prices as (

    select * from {{ ref('dim_prices') }}

),

final as (

    select
        {{ line_key_of('usage', 'rated', of_usage, "rated.price_from at time zone 'UTC'") }} as line_key,
        rated.usage_month,
        'usage' as source,
        rated.client_id as payer_id,
        rated.currency,
        rated.client_id,
        'none' as provider_id,
        rated.subscription_id,
        rated.plan_id,
        rated.price_id,
        rated.price_from,
        rated.meter_id,
        'none' as resource_id,
        'none' as product_group,
        coalesce(prices.name, rated.price_id) as product_name,
        'none' as rate_code,
        rated.events + rated.included_events as events,
        rated.quantity,
        rated.included_quantity,
        rated.billable_quantity,
        rated.amount,
        rated.amount_cents,
        jsonb_strip_nulls(
            to_jsonb(prices)
            - array['price_id', 'plan_id', 'meter_id', 'name', 'is_current', 'valid_from', 'valid_until']
        ) || jsonb_build_object(
            'seconds', rated.seconds,
            'month_seconds', rated.month_seconds,
            'is_flow', rated.is_flow,
            'charged_amount', rated.charged_amount,
            'discount_amount', rated.discount_amount,
            'minimum_amount', rated.minimum_amount,
            'maximum_amount', rated.maximum_amount
        ) as terms
    from rated
    left join prices
        on
            rated.price_id = prices.price_id
            and rated.price_from = prices.valid_from

)

select * from final
