with source as (

    select * from {{ source('raw', 'ip_locations') }}

),

final as (

    select
        ip_key,
        load_no,
        database_type,
        database_built_at,
        country,
        region,
        city
    from source

)

select * from final
