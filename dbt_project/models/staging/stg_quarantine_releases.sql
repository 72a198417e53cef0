with source as (

    select * from {{ source('raw', 'quarantine_releases') }}

),

final as (

    select
        load_id,
        line_no,
        released_in
    from source

)

select * from final
