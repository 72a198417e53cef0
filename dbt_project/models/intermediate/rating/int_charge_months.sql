-- Each price of each subscription in each month that it holds in, by the calendar of its meter or plan: from when until
-- when, and for which share of the month.
with charges as (

    select * from {{ ref('int_charges') }}

),

months as (

    select * from {{ ref('int_rated_months') }}

),

plans as (

    select * from {{ ref('dim_plans') }}
    where valid_until = 'infinity'

),

meters as (

    select * from {{ ref('int_meters_last') }}

),

clients as (

    select * from {{ ref('int_client_versions') }}

),

bounds as (

    select
        months.usage_month,
        zones.client_id,
        zones.time_basis,
        {{ month_begins('months.usage_month', 'zones.time_zone') }} as month_from,
        {{ month_begins("months.usage_month + interval '1 month'", 'zones.time_zone') }} as month_until
    from months
    cross join lateral (
        select
            charging.client_id,
            basis.time_basis,
            case basis.time_basis when 'local' then coalesce(clients.time_zone, 'UTC') else 'UTC' end as time_zone
        from (select distinct client_id from charges) as charging
        cross join (values ('utc'), ('local')) as basis (time_basis)
        left join clients
            on
                charging.client_id = clients.client_id
                and clients.valid_from <= {{ month_begins('months.usage_month', "'UTC'") }}
                and clients.valid_until > {{ month_begins('months.usage_month', "'UTC'") }}
    ) as zones

),

final as (

    select
        bounds.usage_month,
        charges.client_id,
        charges.meter_id,
        charges.subscription_id,
        charges.plan_id,
        charges.price_id,
        charges.price_from,
        charges.model,
        plans.currency,
        coalesce(meters.is_flow, true) or charges.model = 'level' as is_flow,
        coalesce(meters.is_flow and meters.aggregation <> 'weighted_sum', false) as is_growing,
        charges.span_from,
        greatest(charges.span_from, bounds.month_from) as segment_from,
        least(charges.span_until, bounds.month_until) as segment_until,
        extract(epoch from bounds.month_until - bounds.month_from) as month_seconds,
        charges.span_until
    from charges
    inner join plans on charges.plan_id = plans.plan_id
    left join meters on charges.meter_id = meters.meter_id
    inner join bounds
        on
            charges.client_id = bounds.client_id
            and bounds.time_basis = case charges.model
                when 'recurring' then plans.time_basis
                else coalesce(meters.time_basis, 'utc')
            end
            and charges.span_from < bounds.month_until
            and charges.span_until > bounds.month_from

)

select * from final
