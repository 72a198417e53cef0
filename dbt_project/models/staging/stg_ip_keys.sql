with source as (

    select * from {{ source('raw', 'ip_keys') }}

),

renamed as (

    select
        ip_key,
        ip
    from source

)

select * from renamed
