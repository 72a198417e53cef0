{{ config(materialized='view') }}

with invoices as (

    select * from {{ ref('stg_invoices') }}

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
        encode(lines_digest, 'hex') as lines_digest,
        encode(digest, 'hex') as digest
    from invoices

)

select * from final
