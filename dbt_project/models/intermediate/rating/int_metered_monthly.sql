{{
    config(
        materialized='incremental',
        incremental_strategy='by_month',
        pre_hook=['{{ lock_this() }}', 'set local parallel_tuple_cost = 0.01'],
    )
}}

-- Days have most rows of all that is rated: they are added up by several processes, and meet few spans each.

with days as (

    select * from {{ ref('fct_metered_daily') }}
    where {{ in_months() }} and {{ in_days_of_months() }}

),

spans as (

    select * from {{ ref('int_client_spans') }}

),

charges as (

    select * from {{ ref('int_charges') }}
    where model <> 'recurring'

),

spans_met as (

    select * from {{ ref('int_client_spans') }}
    where {{ overlaps_months('span_from', 'span_until') }}

),

added_up as (

    select
        days.usage_month,
        days.client_id,
        days.project_id,
        days.provider_id,
        days.is_listed,
        days.meter_id,
        days.standing,
        coalesce(spans_met.span_from, '-infinity') as span_from,
        sum(days.events)::bigint as events,
        sum(days.quantity) as quantity,
        max(days.greatest_value) as greatest_value,
        max(
            case when days.latest_at is not null then array[extract(epoch from days.latest_at), days.latest_value] end
        ) as latest,
        sum(days.moment) as moment
    from days
    left join spans_met
        on
            days.client_id = spans_met.client_id
            and days.part_from >= spans_met.span_from
            and days.part_from < spans_met.span_until
    group by
        days.usage_month,
        days.client_id,
        days.project_id,
        days.provider_id,
        days.is_listed,
        days.meter_id,
        days.standing,
        spans_met.span_from

),

final as (

    select
        added_up.usage_month,
        added_up.client_id,
        added_up.project_id,
        added_up.provider_id,
        added_up.is_listed,
        added_up.meter_id,
        {{ booked_under('added_up', 'charges', 'spans') }} as reason,
        added_up.span_from,
        coalesce(charges.subscription_id, 'none') as subscription_id,
        coalesce(charges.price_id, 'none') as price_id,
        coalesce(charges.price_from, '-infinity') as price_from,
        added_up.events,
        trim_scale(added_up.quantity) as quantity,
        added_up.greatest_value,
        added_up.latest,
        trim_scale(added_up.moment) as moment
    from added_up
    left join charges
        on
            added_up.client_id = charges.client_id
            and added_up.meter_id = charges.meter_id
            and added_up.span_from = charges.span_from
            and added_up.standing = 'billable'
    left join spans
        on
            added_up.client_id = spans.client_id
            and added_up.span_from = spans.span_from

)

select * from final
