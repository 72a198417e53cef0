{{ config(incremental_strategy='by_month', pre_hook='{{ lock_this() }}', post_hook='{{ listed_only_for_billing() }}') }}

{% set key = line_key() + ['is_listed', 'reason'] %}

with quantities as (

    select * from {{ ref('int_metered_quantities') }}
    where {{ in_months() }}

),

lines as (

    select * from {{ ref('fct_rated_usage') }}
    where {{ in_months() }}

),

shares as (

    select * from {{ ref('int_metered_shares') }}
    where {{ in_months() }}

),

booked as (

    select
        {{ key | join(',\n        ') }},
        reason as booked_under,
        events,
        quantity
    from quantities
    where reason <> 'rated'

    union all

    select
        lines.{{ line_key() | join(',\n        lines.') }},
        true as is_listed,
        'rated' as reason,
        'included' as booked_under,
        lines.included_events as events,
        lines.included_quantity as quantity
    from lines
    where lines.included_quantity > 0

    union all

    -- What has a price and no line: its amount is more than a bill can hold.
    select
        quantities.{{ key | join(',\n        quantities.') }},
        'overflow' as booked_under,
        quantities.events,
        quantities.quantity
    from quantities
    left join lines
        on {{ agree_in(line_key(), 'quantities', 'lines') }}
    where quantities.reason = 'rated' and lines.price_id is null

),

final as (

    select
        booked.usage_month,
        booked.client_id,
        coalesce(shares.project_id, 'none') as project_id,
        coalesce(shares.provider_id, 'none') as provider_id,
        booked.is_listed,
        booked.meter_id,
        booked.booked_under as reason,
        booked.subscription_id,
        booked.price_id,
        booked.price_from,
        coalesce(
            {{ part_of('booked.events', 'shares.weight', 'shares.reached', 'shares.all_weights', 0) }}, booked.events
        )::bigint as events,
        trim_scale(coalesce(
            {{ part_of(
                'booked.quantity', 'shares.weight', 'shares.reached', 'shares.all_weights',
                whole_numbers('booked.quantity', 'shares.all_weights')
            ) }}, booked.quantity
        )) as quantity
    from booked
    left join shares
        on {{ agree_in(key, 'booked', 'shares') }}

)

select * from final
