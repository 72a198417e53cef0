with source as (

    select * from {{ source('raw', 'account_links') }}

),

final as (

    select
        ledger_no,
        line_no,
        load_id,
        content_digest,
        provider_id,
        owner_id,
        valid_from,
        client_id,
        payer_id
    from source

)

select * from final
