with source as (

    select * from {{ source('raw', 'load_days') }}

),

final as (

    select
        load_id,
        usage_date,
        stored
    from source

)

select * from final
