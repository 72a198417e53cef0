{{ config(materialized='ephemeral') }}

-- The last word on each meter, also on one that was deleted since: what its months are added up by.
with versions as (

    select * from {{ ref('int_meter_versions') }}

),

final as (

    select distinct on (meter_id)
        meter_id,
        aggregation,
        percentile,
        time_basis,
        carries_over,
        aggregation = 'weighted_sum' or (aggregation in ('count', 'sum') and not carries_over) as is_flow
    from versions
    order by meter_id asc, valid_from desc

)

select * from final
