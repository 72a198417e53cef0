{{ config(incremental_strategy='by_month', pre_hook='{{ lock_this() }}') }}

{% set divided = {
    'events': 0,
    'quantity': whole_numbers('lines.quantity', 'shares.all_weights'),
    'billable_quantity': whole_numbers('lines.billable_quantity', 'shares.all_weights'),
    'amount': 12,
    'amount_cents': 0,
} %}

with lines as (

    select * from {{ ref('fct_rated_usage') }}
    where {{ in_months() }}

),

shares as (

    select * from {{ ref('int_metered_shares') }}
    where {{ in_months() }} and reason = 'rated'

),

final as (

    select
        lines.usage_month,
        lines.client_id,
        coalesce(shares.project_id, 'none') as project_id,
        coalesce(shares.provider_id, 'none') as provider_id,
        lines.subscription_id,
        lines.plan_id,
        lines.price_id,
        lines.price_from,
        lines.meter_id,
        lines.currency,
        {%- for column, places in divided.items() %}
        {{ 'trim_scale' if places else '' }}(coalesce(
            {{ part_of('lines.' ~ column, 'shares.weight', 'shares.reached', 'shares.all_weights', places) }},
            lines.{{ column }}
        )){{ '' if places else '::bigint' }} as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from lines
    left join shares
        on
            {%- for column in line_key() %}
            lines.{{ column }} = shares.{{ column }}{{ ' and' if not loop.last }}
            {%- endfor %}

)

select * from final
