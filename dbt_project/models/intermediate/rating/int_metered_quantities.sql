{{ config(materialized='ephemeral') }}

{% set key = line_key() + ['is_listed', 'reason'] %}

with months as (

    select * from {{ ref('int_metered_monthly') }}
    where {{ in_months() }}

),

meters as (

    select * from {{ ref('int_meters_last') }}

),

valued as (

    select * from {{ ref('int_valued_quantities') }}
    where {{ in_months() }}

),

carried as (

    select * from {{ ref('int_carried_quantities') }}
    where {{ in_months() }}

),

added_up as (

    select
        {{ key | join(',\n        ') }},
        sum(events)::bigint as events,
        sum(quantity) as quantity,
        max(greatest_value) as greatest_value,
        max(latest) as latest
    from months
    group by
        {{ key | join(',\n        ') }}

),

begun_anew as (

    select
        added_up.{{ key | join(',\n        added_up.') }},
        added_up.events,
        case coalesce(meters.aggregation, 'none')
            when 'max' then coalesce(added_up.greatest_value, 0)
            when 'latest' then coalesce(added_up.latest[2], 0)
            else coalesce(valued.quantity, added_up.quantity)
        end as quantity
    from added_up
    left join meters on added_up.meter_id = meters.meter_id
    left join valued
        on {{ agree_in(key, 'added_up', 'valued') }}
    where
        not coalesce(meters.carries_over, false)
        or added_up.reason not in ('rated', 'no_price', 'outside_subscription')

),

final as (

    select
        {{ key | join(',\n        ') }},
        events,
        trim_scale(quantity) as quantity
    from begun_anew

    union all

    select
        {{ key | join(',\n        ') }},
        events,
        trim_scale(quantity) as quantity
    from carried

)

select * from final
