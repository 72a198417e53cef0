{{ config(materialized='view') }}

with levels as (

    select * from {{ ref('fct_feature_levels') }}
    where period_date is not null

),

metered as (

    select * from {{ ref('fct_feature_usage_daily') }}

),

reported as (

    select distinct on (client_id, subscription_id, feature_id, period_date)
        client_id,
        subscription_id,
        feature_id,
        period_date,
        false as is_metered,
        changes as events,
        quantity
    from levels
    order by client_id asc, subscription_id asc, feature_id asc, period_date asc, level_from desc

),

final as (

    select * from reported

    union all

    select
        client_id,
        subscription_id,
        feature_id,
        period_date,
        true as is_metered,
        sum(events)::bigint as events,
        trim_scale(sum(quantity)) as quantity
    from metered
    group by client_id, subscription_id, feature_id, period_date

)

select * from final
