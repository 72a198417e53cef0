{{ config(incremental_strategy='microbatch') }}

{% set grain = usage_dimensions() + ['user_key'] + user_attributes() %}

with events as (

    select * from {{ ref('int_usage_events_of_users') }}
    where {{ in_batch() }}

),

summed as (

    select
        {{ grain | join(',\n        ') }},
        {{ summed_usage_measures() }}
    from events
    group by
        {{ grain | join(',\n        ') }}

),

final as (

    select
        {{ grain | join(',\n        ') }},
        {{ usage_measures() | join(',\n        ') }},
        {{ grain_key(grain) }} as grain_key
    from summed

)

select * from final
