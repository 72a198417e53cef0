{{ config(materialized='ephemeral') }}

-- What prices that look at single events make of a line: of a percentage each event in its place, of levels each for as
-- long as it lasted.
{% set key = line_key() %}

with lines as (

    select * from {{ ref('int_rated_lines') }}
    where model in ('percentage', 'level')

),

charges as (

    select * from {{ ref('int_charge_months') }}
    where model = 'level'

),

prices as (

    select * from {{ ref('dim_prices') }}

),

kept as (

    select * from {{ ref('int_placed_values') }}
    where reason in ('rated', 'no_price', 'outside_subscription')

),

placed as (

    select
        *,
        row_number() over in_time as place,
        sum(value) over in_time as total
    from kept
    where reason = 'rated'
    window in_time as (
        partition by {{ key | join(', ') }}
        order by usage_at, value_key
        rows unbounded preceding
    )

),

percentages as (

    select
        placed.{{ key | join(',\n        placed.') }},
        sum(event.amount) as amount
    from placed
    inner join lines
        on {{ agree_in(key, 'placed', 'lines') }}
    inner join prices on placed.price_id = prices.price_id and placed.price_from = prices.valid_from
    cross join
        lateral rating.event_amount(
            {{ terms_of('prices') }}, placed.value, placed.place, placed.total, lines.seconds, lines.month_seconds
        ) as event
    where rating.looks_at_events({{ terms_of('prices') }})
    group by
        placed.{{ key | join(',\n        placed.') }}

),

-- Of several at the same instant the greatest.
levels as (

    select
        client_id,
        meter_id,
        usage_at,
        max(value) as level,
        lead(usage_at, 1, 'infinity') over (partition by client_id, meter_id order by usage_at) as level_until
    from kept
    where meter_id in (select charges.meter_id from charges)
    group by client_id, meter_id, usage_at

),

level_amounts as (

    select
        charges.{{ key | join(',\n        charges.') }},
        sum(
            level.amount * {{ epoch_of(
                'least(charges.segment_until, levels.level_until) - greatest(charges.segment_from, levels.usage_at)'
            ) }}
        )::numeric(80, 24) / min(charges.month_seconds) as amount
    from charges
    inner join levels
        on
            charges.client_id = levels.client_id
            and charges.meter_id = levels.meter_id
            and charges.segment_from < levels.level_until
            and charges.segment_until > levels.usage_at
    inner join prices on charges.price_id = prices.price_id and charges.price_from = prices.valid_from
    cross join lateral rating.level_amount({{ terms_of('prices') }}, levels.level) as level
    group by
        charges.{{ key | join(',\n        charges.') }}

),

final as (

    select * from percentages
    union all
    select * from level_amounts

)

select * from final
