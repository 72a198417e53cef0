with source as (

    select * from {{ source('raw', 'providers') }}

),

final as (

    select
        ledger_no,
        line_no,
        load_id,
        content_digest,
        provider_id,
        name
    from source

)

select * from final
