{{ config(materialized='ephemeral') }}

-- How the balances of meters that carry over change, by month and span of the client.
with months as (

    select * from {{ ref('int_metered_monthly') }}
    where reason in ('rated', 'no_price', 'outside_subscription')

),

kept as (

    select * from {{ ref('int_placed_values') }}
    where reason in ('rated', 'no_price', 'outside_subscription')

),

meters as (

    select * from {{ ref('int_meters_last') }}
    where carries_over

),

-- A thing counts from when it was seen first.
first_seen as (

    select distinct on (kept.client_id, kept.meter_id, kept.value_key)
        kept.client_id,
        kept.meter_id,
        kept.usage_month,
        kept.span_from
    from kept
    inner join meters on kept.meter_id = meters.meter_id
    where meters.aggregation = 'unique_count'
    order by kept.client_id, kept.meter_id, kept.value_key, kept.usage_month, kept.span_from

),

new_things as (

    select
        client_id,
        meter_id,
        usage_month,
        span_from,
        count(*)::numeric as things
    from first_seen
    group by client_id, meter_id, usage_month, span_from

),

added_up as (

    select
        months.client_id,
        months.meter_id,
        months.usage_month,
        months.span_from,
        sum(months.events)::bigint as events,
        sum(months.quantity) as quantity,
        sum(months.moment) as moment,
        max(months.latest) as latest
    from months
    inner join meters on months.meter_id = meters.meter_id
    group by
        months.client_id,
        months.meter_id,
        months.usage_month,
        months.span_from

),

final as (

    select
        added_up.client_id,
        added_up.meter_id,
        added_up.usage_month,
        added_up.span_from,
        added_up.events,
        coalesce(new_things.things, added_up.quantity) as quantity,
        added_up.moment,
        added_up.latest
    from added_up
    left join new_things
        on
            added_up.client_id = new_things.client_id
            and added_up.meter_id = new_things.meter_id
            and added_up.usage_month = new_things.usage_month
            and added_up.span_from = new_things.span_from

)

select * from final
