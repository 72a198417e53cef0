with subscriptions as (

    select * from {{ ref('dim_subscriptions') }}

),

included as (

    select * from {{ ref('dim_plan_features') }}
    where not is_deleted

),

features as (

    select * from {{ ref('int_features_last') }}

),

plans as (

    select
        plan_id,
        time_basis
    from {{ ref('dim_plans') }}
    where is_current

),

final as (

    select
        subscriptions.client_id,
        subscriptions.subscription_id,
        features.feature_id,
        greatest(subscriptions.period_from, included.valid_from) as right_from,
        least(subscriptions.period_until, included.valid_until, features.known_until) as right_until,
        subscriptions.starts_at,
        subscriptions.plan_id,
        features.name as feature_name,
        features.feature_type,
        features.is_visible,
        features.meter_id,
        case when features.feature_type = 'OnOff' then included.is_included end as is_included,
        case when features.feature_type <> 'OnOff' then included.quantity_included end as quantity_included,
        features.feature_type <> 'OnOff' and included.quantity_included is null as is_unlimited,
        case when features.feature_type = 'Consumption' then included.period end as period,
        coalesce(plans.time_basis, 'utc') as time_basis
    from subscriptions
    inner join included
        on
            subscriptions.plan_id = included.plan_id
            and subscriptions.period_from < included.valid_until
            and subscriptions.period_until > included.valid_from
    inner join features
        on
            included.feature_id = features.feature_id
            and features.known_until > greatest(subscriptions.period_from, included.valid_from)
    left join plans on subscriptions.plan_id = plans.plan_id

)

select * from final
