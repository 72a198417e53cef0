with versions as (

    select * from {{ ref('int_reference_versions') }}
    where kind = 'dealers' and id <> 'none'

),

-- Those that nobody described but that usage named, and the one of usage that names none.
unknown as (

    select id from {{ ref('stg_id_days') }}
    where kind = 'dealers'
    union
    select 'none' as id
    except
    select id from versions

),

final as (

    select
        id as dealer_id,
        valid_from,
        valid_until,
        valid_until = 'infinity' as is_current,
        coalesce(payload ->> 'name', id) as name,
        payload ->> 'code' as code,
        is_deleted,
        true as is_known
    from versions

    union all

    select
        id as dealer_id,
        '-infinity'::timestamptz as valid_from,
        'infinity'::timestamptz as valid_until,
        true as is_current,
        id as name,
        null as code,
        false as is_deleted,
        false as is_known
    from unknown

)

select * from final
