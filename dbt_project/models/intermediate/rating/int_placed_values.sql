-- The single values that meters keep, under the heading that their quantity is booked under.
with kept as (

    select * from {{ ref('int_metered_values_daily') }}

),

spans as (

    select * from {{ ref('int_client_spans') }}

),

charges as (

    select * from {{ ref('int_charges') }}
    where model <> 'recurring'

),

cuts as (

    select * from {{ ref('int_client_cuts') }}

),

dated as (

    select
        kept.*,
        {{ span_of('kept.part_from', 'cuts') }} as span_from
    from kept
    left join cuts on kept.client_id = cuts.client_id

),

final as (

    select
        dated.usage_date,
        dated.usage_month,
        dated.client_id,
        dated.is_listed,
        dated.meter_id,
        {{ booked_under('dated', 'charges', 'spans') }} as reason,
        dated.span_from,
        coalesce(charges.subscription_id, 'none') as subscription_id,
        coalesce(charges.price_id, 'none') as price_id,
        coalesce(charges.price_from, '-infinity') as price_from,
        dated.value_key,
        dated.usage_at,
        dated.value,
        dated.events
    from dated
    left join charges
        on
            dated.client_id = charges.client_id
            and dated.meter_id = charges.meter_id
            and dated.span_from = charges.span_from
            and dated.standing = 'billable'
    left join spans
        on
            dated.client_id = spans.client_id
            and dated.span_from = spans.span_from

)

select * from final
