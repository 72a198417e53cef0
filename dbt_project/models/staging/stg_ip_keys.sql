with source as (

    select * from {{ source('raw', 'ip_keys') }}

),

final as (

    select
        ip_key,
        ip
    from source

)

select * from final
