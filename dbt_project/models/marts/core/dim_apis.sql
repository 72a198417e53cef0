with versions as (

    select * from {{ ref('int_reference_versions') }}
    where kind = 'apis'

),

final as (

    select
        payload ->> 'provider_id' as provider_id,
        payload ->> 'api_id' as api_id,
        valid_from,
        valid_until,
        valid_until = 'infinity' as is_current,
        coalesce(payload ->> 'name', payload ->> 'api_id') as name,
        is_deleted
    from versions

)

select * from final
