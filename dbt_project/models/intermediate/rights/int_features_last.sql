{{ config(materialized='ephemeral') }}

-- The last word on each feature, and until when there is one.
with versions as (

    select * from {{ ref('dim_features') }}

),

final as (

    select distinct on (feature_id)
        feature_id,
        name,
        feature_type,
        is_visible,
        meter_id,
        case when is_deleted then valid_from else 'infinity' end as known_until
    from versions
    order by feature_id asc, valid_from desc

)

select * from final
