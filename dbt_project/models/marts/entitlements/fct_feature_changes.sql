with changes as (

    select * from {{ ref('int_feature_changes_judged') }}

),

final as (

    select
        client_id,
        ledger_no,
        line_no,
        load_id,
        change_id,
        change_key,
        subscription_id,
        feature_id,
        happened_at,
        increment,
        quantity,
        is_enabled,
        standing,
        case
            when standing = 'counted' and period is not null
                then date_trunc(period, happened_at at time zone time_zone)::date
        end as period_date,
        case
            when standing = 'counted' and period is not null
                then (
                    date_trunc(period, happened_at at time zone time_zone) + ('1 ' || period)::interval
                ) at time zone time_zone
        end as period_until
    from changes

)

select * from final
