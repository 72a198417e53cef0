with versions as (

    select * from {{ ref('int_client_versions') }}

),

-- Clients that nobody described but that usage named, and the reserved one that usage without a client belongs to.
named as (

    select distinct id as client_id from {{ ref('stg_id_days') }}
    where kind = 'clients'
    union
    select 'anonymous' as client_id

),

unknown as (

    select client_id from named
    except
    select client_id from versions

),

final as (

    select
        client_id,
        valid_from,
        valid_until,
        valid_until = 'infinity' as is_current,
        name,
        kind,
        agency_id,
        time_zone,
        is_deleted,
        true as is_known
    from versions

    union all

    select
        client_id,
        '-infinity'::timestamptz as valid_from,
        'infinity'::timestamptz as valid_until,
        true as is_current,
        client_id as name,
        'unknown' as kind,
        'none' as agency_id,
        'UTC' as time_zone,
        false as is_deleted,
        false as is_known
    from unknown

)

select * from final
