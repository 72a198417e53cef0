with source as (

    select * from {{ source('raw', 'quarantine') }}

),

final as (

    select
        load_id,
        line_no,
        reason,
        detail
    from source

)

select * from final
