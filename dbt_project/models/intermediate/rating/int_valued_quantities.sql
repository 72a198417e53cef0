{{ config(materialized='ephemeral') }}

-- What meters of distinct things and of percentiles say of a month, by the price that charges it or the reason why none
-- does. A percentile is the least value that reaches it, of all values: none is made up between two.
{% set key = line_key() + ['is_listed', 'reason'] %}

with kept as (

    select * from {{ ref('int_placed_values') }}

),

meters as (

    select * from {{ ref('int_meters_last') }}

),

distinct_things as (

    select
        kept.{{ key | join(',\n        kept.') }},
        count(distinct kept.value_key)::numeric as quantity
    from kept
    inner join meters on kept.meter_id = meters.meter_id
    where meters.aggregation = 'unique_count'
    group by
        kept.{{ key | join(',\n        kept.') }}

),

counted as (

    select
        kept.{{ key | join(',\n        kept.') }},
        meters.percentile,
        kept.value,
        sum(kept.events) as events
    from kept
    inner join meters on kept.meter_id = meters.meter_id
    where meters.aggregation = 'percentile'
    group by
        kept.{{ key | join(',\n        kept.') }},
        meters.percentile,
        kept.value

),

reached as (

    select
        *,
        sum(events) over (partition by {{ key | join(', ') }} order by value) as events_reached,
        sum(events) over (partition by {{ key | join(', ') }}) as events_all
    from counted

),

percentiles as (

    select
        {{ key | join(',\n        ') }},
        min(value) filter (where events_reached * 100 >= percentile * events_all) as quantity
    from reached
    group by
        {{ key | join(',\n        ') }}

),

final as (

    select * from distinct_things
    union all
    select * from percentiles

)

select * from final
