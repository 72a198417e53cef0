{{
    config(
        materialized='incremental',
        incremental_strategy='microbatch',
    )
}}

{% set grain = [
    'usage_date', 'usage_month', 'part_from', 'client_id', 'is_listed', 'meter_id', 'standing', 'value_key'
] %}

with events as (

    select * from {{ ref('int_metered_events') }}
    where
        {{ in_batch() }}
        and (aggregation in ('unique_count', 'percentile') or keeps_events)
        and (value is not null or thing is not null)

),

keyed as (

    select
        usage_date,
        usage_month,
        part_from,
        client_id,
        is_listed,
        meter_id,
        standing,
        case
            when keeps_events then md5(row(provider_id, event_key)::text)
            else md5(coalesce(thing, trim_scale(value)::text))
        end::uuid as value_key,
        case when keeps_events then usage_at end as usage_at,
        trim_scale(value) as value
    from events

),

final as (

    select
        {{ grain | join(',\n        ') }},
        min(usage_at) as usage_at,
        min(value) as value,
        count(*) as events
    from keyed
    group by
        {{ grain | join(',\n        ') }}

)

select * from final
