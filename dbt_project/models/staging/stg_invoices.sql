with source as (

    select * from {{ source('book', 'invoices') }}

),

final as (

    select
        invoice_no,
        closing_no,
        usage_month,
        payer_id,
        currency,
        lines,
        amount_cents,
        lines_digest,
        previous_digest,
        digest
    from source

)

select * from final
