with source as (

    select * from {{ source('raw', 'id_days') }}

),

final as (

    select
        kind,
        id,
        usage_date
    from source

)

select * from final
