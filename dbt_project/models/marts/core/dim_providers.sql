with versions as (

    select * from {{ ref('int_reference_versions') }}
    where kind = 'providers'

),

final as (

    select
        payload ->> 'provider_id' as provider_id,
        valid_from,
        valid_until,
        valid_until = 'infinity' as is_current,
        coalesce(payload ->> 'name', payload ->> 'provider_id') as name,
        is_deleted
    from versions

)

select * from final
