with versions as (

    select * from {{ ref('int_reference_versions') }}
    where kind = 'plans'

),

final as (

    select
        id as plan_id,
        valid_from,
        valid_until,
        valid_until = 'infinity' as is_current,
        coalesce(payload ->> 'name', id) as name,
        coalesce(payload ->> 'currency', 'none') as currency,
        coalesce(payload ->> 'time_basis', 'utc') as time_basis,
        is_deleted
    from versions

)

select * from final
