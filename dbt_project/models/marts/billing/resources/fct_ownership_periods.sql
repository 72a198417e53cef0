with periods as (

    select * from {{ ref('int_ownership_periods') }}

),

final as (

    select
        provider_id,
        ownership_id,
        resource_id,
        owner_id,
        owned_from,
        owned_until,
        inactive_at
    from periods

)

select * from final
