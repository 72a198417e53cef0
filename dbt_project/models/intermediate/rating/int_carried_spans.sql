{{ config(materialized='ephemeral') }}

-- Every span of every month in which a client has a balance with a meter that carries over: from when until when, what
-- came in it, and what there was at its end. Months without usage are among them.
with states as (

    select * from {{ ref('int_carried_states') }}

),

meters as (

    select * from {{ ref('int_meters_last') }}

),

months as (

    select * from {{ ref('int_rated_months') }}

),

clients as (

    select * from {{ ref('int_client_versions') }}

),

spans as (

    select * from {{ ref('int_client_spans') }}

),

balances as (

    select
        states.client_id,
        states.meter_id,
        meters.aggregation,
        meters.time_basis,
        min(states.usage_month) as first_month
    from states
    inner join meters on states.meter_id = meters.meter_id
    group by states.client_id, states.meter_id, meters.aggregation, meters.time_basis

),

dated as (

    select
        balances.client_id,
        balances.meter_id,
        balances.aggregation,
        months.usage_month,
        {{ month_begins('months.usage_month', 'zones.time_zone') }} as month_from,
        {{ month_begins("months.usage_month + interval '1 month'", 'zones.time_zone') }} as month_until
    from balances
    inner join months on balances.first_month <= months.usage_month
    left join clients
        on
            balances.client_id = clients.client_id
            and clients.valid_from <= {{ month_begins('months.usage_month', "'UTC'") }}
            and clients.valid_until > {{ month_begins('months.usage_month', "'UTC'") }}
    cross join lateral (
        select case balances.time_basis when 'local' then coalesce(clients.time_zone, 'UTC') else 'UTC' end as time_zone
    ) as zones

),

cut as (

    select
        dated.*,
        coalesce(spans.span_from, '-infinity') as span_from,
        greatest(coalesce(spans.span_from, '-infinity'), dated.month_from) as segment_from,
        least(coalesce(spans.span_until, 'infinity'), dated.month_until) as segment_until
    from dated
    left join spans
        on
            dated.client_id = spans.client_id
            and dated.month_until > spans.span_from
            and dated.month_from < spans.span_until

),

final as (

    select
        cut.client_id,
        cut.meter_id,
        cut.aggregation,
        cut.usage_month,
        cut.span_from,
        cut.segment_from,
        cut.segment_until,
        cut.month_until - cut.month_from as month_length,
        coalesce(states.events, 0) as events,
        coalesce(states.quantity, 0) as quantity,
        coalesce(states.moment, 0) as moment,
        sum(coalesce(states.quantity, 0)) over so_far as balance,
        max(states.latest) over so_far as latest
    from cut
    left join states
        on
            cut.client_id = states.client_id
            and cut.meter_id = states.meter_id
            and cut.usage_month = states.usage_month
            and cut.span_from = states.span_from
    window so_far as (
        partition by cut.client_id, cut.meter_id
        order by cut.usage_month, cut.span_from
        rows unbounded preceding
    )

)

select * from final
