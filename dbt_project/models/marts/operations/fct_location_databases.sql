with ip_keys as (

    select * from {{ ref('stg_ip_keys') }}

),

locations as (

    select * from {{ ref('int_ip_locations') }}

),

editions as (

    select
        locations.database_type,
        locations.database_built_at,
        max(locations.load_no) as last_load_no,
        count(*) as addresses,
        count(locations.country) as located
    from ip_keys
    left join locations on ip_keys.ip_key = locations.ip_key
    group by locations.database_type, locations.database_built_at

),

final as (

    select
        coalesce(
            database_type || to_char(database_built_at at time zone 'UTC', ' YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'none'
        ) as database_edition,
        database_type,
        database_built_at,
        last_load_no,
        addresses,
        located
    from editions

)

select * from final
