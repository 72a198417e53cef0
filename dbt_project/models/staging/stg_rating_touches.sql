with source as (

    select * from {{ source('raw', 'rating_touches') }}

),

final as (

    select
        load_id,
        from_month
    from source

)

select * from final
