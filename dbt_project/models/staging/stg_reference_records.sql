with source as (

    select * from {{ source('raw', 'reference_records') }}

),

final as (

    select
        kind,
        id,
        subject,
        effective_at,
        load_no,
        load_id,
        line_no,
        payload
    from source

)

select * from final
