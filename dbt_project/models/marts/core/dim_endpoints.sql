with versions as (

    select * from {{ ref('int_reference_versions') }}
    where kind = 'endpoints'

),

final as (

    select
        payload ->> 'provider_id' as provider_id,
        payload ->> 'api_id' as api_id,
        payload ->> 'endpoint' as endpoint,
        valid_from,
        valid_until,
        valid_until = 'infinity' as is_current,
        coalesce(payload ->> 'name', payload ->> 'endpoint') as name,
        is_deleted
    from versions

)

select * from final
