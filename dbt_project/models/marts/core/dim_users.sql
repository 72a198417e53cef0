with user_keys as (

    select * from {{ ref('stg_user_keys') }}

),

versions as (

    select * from {{ ref('int_user_versions') }}

),

tombstones as (

    select * from {{ ref('stg_tombstones') }}
    where kind = 'user_key'

),

-- Their usage stays, under the key; the key is all that is left to call them.
erased as (

    select
        tombstones.tombstone_key as user_key,
        tombstones.client_id
    from tombstones
    left join user_keys on tombstones.tombstone_key = user_keys.user_key
    where user_keys.user_key is null

),

final as (

    select
        user_keys.user_key,
        coalesce(versions.valid_from, '-infinity') as valid_from,
        coalesce(versions.valid_until, 'infinity') as valid_until,
        coalesce(versions.valid_until, 'infinity') = 'infinity' as is_current,
        user_keys.client_id,
        user_keys.user_id,
        versions.birth_year,
        coalesce(versions.gender, 'unknown') as gender,
        versions.income,
        versions.spend,
        coalesce(versions.is_deleted, false) as is_deleted,
        versions.user_key is not null as is_known
    from user_keys
    left join versions on user_keys.user_key = versions.user_key

    union all

    select
        user_key,
        '-infinity'::timestamptz as valid_from,
        'infinity'::timestamptz as valid_until,
        true as is_current,
        client_id,
        user_key::text as user_id,
        null as birth_year,
        'unknown' as gender,
        null::numeric(38, 9) as income,
        null::numeric(38, 9) as spend,
        false as is_deleted,
        false as is_known
    from erased

    union all

    select
        {{ no_key() }} as user_key,
        '-infinity'::timestamptz as valid_from,
        'infinity'::timestamptz as valid_until,
        true as is_current,
        'none' as client_id,
        'none' as user_id,
        null as birth_year,
        'unknown' as gender,
        null::numeric(38, 9) as income,
        null::numeric(38, 9) as spend,
        false as is_deleted,
        false as is_known

)

select * from final
