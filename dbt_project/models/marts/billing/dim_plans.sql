with versions as (

    select * from {{ ref('int_plan_versions') }}

),

final as (

    select
        plan_id,
        valid_from,
        valid_until,
        valid_until = 'infinity' as is_current,
        name,
        currency,
        time_basis,
        is_deleted
    from versions

)

select * from final
