with source as (

    select * from {{ source('raw', 'user_keys') }}

),

final as (

    select
        user_key,
        client_id,
        user_id
    from source

)

select * from final
