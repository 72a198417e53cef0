with source as (

    select * from {{ source('raw', 'rate_codes') }}

),

final as (

    select
        ledger_no,
        line_no,
        load_id,
        content_digest,
        provider_id,
        slug,
        rate_cents,
        rate_period,
        currency,
        product_group,
        product_name
    from source

)

select * from final
