{{ config(incremental_strategy='by_month', pre_hook='{{ lock_this() }}') }}

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
        {{ part_of_line('events', 0) }}::bigint as events,
        trim_scale({{ part_of_line('quantity', whole_numbers('lines.quantity', 'shares.all_weights')) }}) as quantity,
        trim_scale(
            {{ part_of_line('billable_quantity', whole_numbers('lines.billable_quantity', 'shares.all_weights')) }}
        ) as billable_quantity,
        trim_scale({{ part_of_line('amount', 12) }}) as amount,
        {{ part_of_line('amount_cents', 0) }}::bigint as amount_cents
    from lines
    left join shares
        on {{ agree_in(line_key(), 'lines', 'shares') }}

)

select * from final
