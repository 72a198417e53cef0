with periods as (

    select * from {{ ref('int_subscription_periods') }}

),

final as (

    select
        client_id,
        subscription_id,
        period_from,
        period_until,
        plan_id,
        starts_at
    from periods

)

select * from final
