with versions as (

    select * from {{ ref('int_reference_versions') }}
    where kind = 'providers'

),

-- Who puts records of resources, if nobody described them.
registered as (

    select placed.*
    from {{ ref('int_providers_placed') }} as placed
    left join versions on placed.provider_id = versions.payload ->> 'provider_id'
    where placed.place = 1 and versions.payload is null

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

    union all

    select
        provider_id,
        '-infinity'::timestamptz as valid_from,
        'infinity'::timestamptz as valid_until,
        true as is_current,
        coalesce(name, provider_id) as name,
        false as is_deleted
    from registered

)

select * from final
