{{
    config(
        materialized='incremental',
        incremental_strategy='replace',
    )
}}

with versions as (

    select * from {{ ref('int_reference_versions') }}
    where kind = 'meters'

),

final as (

    select
        id as meter_id,
        valid_from,
        valid_until,
        coalesce(payload ->> 'name', id) as name,
        payload ->> 'aggregation' as aggregation,
        payload ->> 'value' as value_field,
        {{ exact_number("payload ->> 'percentile'") }} as percentile,
        coalesce(payload ->> 'time_basis', 'utc') as time_basis,
        coalesce((payload ->> 'carries_over')::boolean, false) as carries_over,
        coalesce((payload ->> 'keeps_events')::boolean, false) as keeps_events,
        coalesce(payload -> 'filter', '{}'::jsonb) as filter,
        {% for column, allowed in filter_columns().items() -%}
        {{ filter_values(column, 'smallint' if column == 'status_code' else 'text') }} as {{ allowed }},
        {% endfor -%}
        (
            select jsonb_object_agg(substr(named.key, 12), named.value)
            from jsonb_each(versions.payload -> 'filter') as named
            where named.key like 'attributes.%'
        ) as attributes
    from versions
    where not is_deleted

)

select * from final
