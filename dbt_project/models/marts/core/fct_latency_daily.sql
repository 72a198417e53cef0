{{ config(incremental_strategy='microbatch') }}

{% set grain = usage_dimensions() + ['latency_bucket'] %}

with events as (

    select
        {{ usage_dimensions() | join(',\n        ') }},
        requests,
        {{ latency_bucket('latency_us') }} as latency_bucket
    from {{ ref('int_usage_events_attributed') }}
    where
        {{ in_batch() }}
        and latency_us is not null

),

summed as (

    select
        {{ grain | join(',\n        ') }},
        intermediate.total(requests) as requests
    from events
    group by
        {{ grain | join(',\n        ') }}

),

final as (

    select
        {{ grain | join(',\n        ') }},
        requests,
        {{ grain_key(grain) }} as grain_key
    from summed

)

select * from final
