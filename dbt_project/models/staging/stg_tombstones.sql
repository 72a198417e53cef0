with source as (

    select * from {{ source('raw', 'tombstones') }}

),

final as (

    select
        kind,
        key as tombstone_key,
        client_id
    from source

)

select * from final
