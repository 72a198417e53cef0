{{ config(incremental_strategy='microbatch') }}

{% set grain = usage_dimensions() %}

with hours as (

    select * from {{ ref('fct_usage_hourly') }}
    where {{ in_batch() }}

),

summed as (

    select
        {{ grain | join(',\n        ') }},
        {{ summed_usage_measures() }}
    from hours
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
