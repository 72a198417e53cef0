{{ config(materialized='ephemeral') }}

-- Which subscription each reported change is of, and whether it counts. One that names none is of the subscription that
-- started first among those that have the feature at its instant.
with changes as (

    select * from {{ ref('int_feature_changes_placed') }}

),

features as (

    select * from {{ ref('int_features_last') }}

),

rights as (

    select * from {{ ref('fct_rights') }}

),

combined as (

    select * from {{ ref('fct_rights_combined') }}

),

clients as (

    select * from {{ ref('int_client_versions') }}

),

of_subscriptions as (

    select
        changes.*,
        coalesce(changes.subscription_id, combined.first_subscription_id) as whose
    from changes
    left join combined
        on
            changes.client_id = combined.client_id
            and changes.feature_id = combined.feature_id
            and changes.happened_at >= combined.right_from
            and changes.happened_at < combined.right_until

),

final as (

    select
        changes.client_id,
        changes.ledger_no,
        changes.line_no,
        changes.load_id,
        changes.change_id,
        changes.change_key,
        coalesce(changes.whose, 'none') as subscription_id,
        changes.feature_id,
        changes.happened_at,
        changes.increment,
        changes.quantity,
        changes.is_enabled,
        rights.period,
        case rights.time_basis when 'local' then coalesce(clients.time_zone, 'UTC') else 'UTC' end as time_zone,
        case
            when not changes.is_same then 'conflict'
            when changes.place > 1 then 'repeated'
            when features.meter_id <> 'none' then 'metered'
            when (features.feature_type = 'OnOff') <> (changes.is_enabled is not null) then 'other_type'
            when rights.right_from is null then 'no_right'
            else 'counted'
        end as standing
    from of_subscriptions as changes
    left join features on changes.feature_id = features.feature_id
    left join rights
        on
            changes.client_id = rights.client_id
            and changes.whose = rights.subscription_id
            and changes.feature_id = rights.feature_id
            and changes.happened_at >= rights.right_from
            and changes.happened_at < rights.right_until
    left join clients
        on
            changes.client_id = clients.client_id
            and changes.happened_at >= clients.valid_from
            and changes.happened_at < clients.valid_until

)

select * from final
