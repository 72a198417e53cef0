{{ config(materialized='ephemeral') }}

-- Which part of each metered quantity each project and provider has: by the quantity where it adds up, else by events.
{% set key = line_key() + ['is_listed', 'reason'] %}

with months as (

    select * from {{ ref('int_metered_monthly') }}

),

added_up as (

    select
        {{ key | join(',\n        ') }},
        project_id,
        provider_id,
        sum(events) as events,
        sum(quantity) as quantity
    from months
    group by
        {{ key | join(',\n        ') }},
        project_id,
        provider_id

),

weighed as (

    select
        *,
        case
            when min(quantity) over whole >= 0 and sum(quantity) over whole > 0 then quantity
            else events
        end as weight
    from added_up
    window whole as (partition by {{ key | join(', ') }})

),

final as (

    select
        {{ key | join(',\n        ') }},
        project_id,
        provider_id,
        weight,
        sum(weight) over (
            partition by {{ key | join(', ') }}
            order by project_id collate "C", provider_id collate "C"
            rows unbounded preceding
        ) as reached,
        sum(weight) over (partition by {{ key | join(', ') }}) as all_weights
    from weighed

)

select * from final
