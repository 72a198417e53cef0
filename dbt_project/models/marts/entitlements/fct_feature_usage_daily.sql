{{ config(materialized='view') }}

-- What meters count for features, day by day: of the subscription that started first among those that have the feature,
-- so that nothing is counted for two.
with days as (

    select * from {{ ref('fct_metered_daily') }}
    where standing = 'billable'

),

combined as (

    select * from {{ ref('fct_rights_combined') }}
    where meter_id <> 'none'

),

rights as (

    select * from {{ ref('fct_rights') }}

),

final as (

    select
        days.usage_date,
        days.local_date,
        days.part_from,
        days.client_id,
        days.project_id,
        days.provider_id,
        days.meter_id,
        combined.feature_id,
        combined.first_subscription_id as subscription_id,
        date_trunc(rights.period, day_of.period_day::timestamp)::date as period_date,
        day_of.period_day,
        days.events,
        days.quantity
    from days
    inner join combined
        on
            days.client_id = combined.client_id
            and days.meter_id = combined.meter_id
            and days.part_from >= combined.right_from
            and days.part_from < combined.right_until
    inner join rights
        on
            combined.client_id = rights.client_id
            and combined.first_subscription_id = rights.subscription_id
            and combined.feature_id = rights.feature_id
            and days.part_from >= rights.right_from
            and days.part_from < rights.right_until
    cross join lateral (
        select case rights.time_basis when 'local' then days.local_date else days.usage_date end as period_day
    ) as day_of

)

select * from final
