with reference_endpoints as (

    select * from {{ ref('int_reference_current') }}
    where kind = 'endpoints'

),

final as (

    select distinct on (payload ->> 'provider_id', payload ->> 'api_id', payload ->> 'endpoint')
        payload ->> 'provider_id' as provider_id,
        payload ->> 'api_id' as api_id,
        payload ->> 'endpoint' as endpoint,
        coalesce(payload ->> 'name', payload ->> 'endpoint') as name
    from reference_endpoints
    order by payload ->> 'provider_id', payload ->> 'api_id', payload ->> 'endpoint', id

)

select * from final
