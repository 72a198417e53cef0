with ip_keys as (

    select * from {{ ref('stg_ip_keys') }}

),

tombstones as (

    select * from {{ ref('stg_tombstones') }}
    where kind = 'ip_key'

),

-- Of erased users; but somebody else may have come with one since.
erased as (

    select tombstones.tombstone_key as ip_key
    from tombstones
    left join ip_keys on tombstones.tombstone_key = ip_keys.ip_key
    where ip_keys.ip_key is null

),

final as (

    select
        ip_key,
        ip
    from ip_keys

    union all

    select
        ip_key,
        ip_key::text as ip
    from erased

    union all

    select
        {{ no_key() }} as ip_key,
        'none' as ip

)

select * from final
