{{ config(incremental_strategy='microbatch') }}

{% set grain = metered_grain() %}

with events as (

    select * from {{ ref('int_metered_events') }}
    where {{ in_batch() }}

),

added_up as (

    select
        {{ grain | join(',\n        ') }},
        count(*) as events,
        count(*) filter (where aggregation = 'count')
        + coalesce(sum(value) filter (where aggregation in ('sum', 'weighted_sum')), 0) as quantity,
        max(value) filter (where aggregation = 'max') as greatest_value,
        -- Of several at the same instant the greatest.
        max(array[extract(epoch from usage_at), value]) filter (where aggregation = 'latest') as latest,
        sum(value * extract(epoch from usage_at)) filter (where aggregation = 'weighted_sum') as moment
    from events
    group by
        {{ grain | join(',\n        ') }}

),

final as (

    select
        {{ grain | join(',\n        ') }},
        events,
        quantity,
        greatest_value,
        {{ instant_of('latest[1]') }} as latest_at,
        latest[2] as latest_value,
        moment,
        {{ grain_key(grain) }} as grain_key
    from added_up

)

select * from final
