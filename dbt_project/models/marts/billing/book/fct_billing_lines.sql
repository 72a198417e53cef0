{{ config(materialized='view') }}

{% set of_resources = [
    'usage_month', 'payer_id', 'currency', 'provider_id', 'resource_id', 'product_group', 'product_name', 'rate_code',
] %}

with usage as (

    select * from {{ ref('int_usage_lines') }}

),

resources as (

    select * from {{ ref('int_resource_lines') }}
    where amount < {{ amount_limit() }}

),

final as (

    select
        line_key,
        usage_month,
        source,
        payer_id,
        currency,
        client_id,
        provider_id,
        subscription_id,
        plan_id,
        price_id,
        price_from,
        meter_id,
        resource_id,
        product_group,
        product_name,
        rate_code,
        events,
        quantity,
        included_quantity,
        billable_quantity,
        amount,
        amount_cents,
        terms
    from usage

    union all

    select
        {{ line_key_of('resource', 'resources', of_resources, 'resources.rate_cents') }} as line_key,
        usage_month,
        'resource' as source,
        payer_id,
        currency,
        'none' as client_id,
        provider_id,
        'none' as subscription_id,
        'none' as plan_id,
        'none' as price_id,
        '-infinity'::timestamptz as price_from,
        'none' as meter_id,
        resource_id,
        product_group,
        product_name,
        rate_code,
        events,
        quantity,
        0::numeric as included_quantity,
        quantity as billable_quantity,
        amount,
        rating.cents(amount) as amount_cents,
        jsonb_build_object('rate_cents', rate_cents, 'rate_period', rate_period) as terms
    from resources

)

select * from final
