{{ config(materialized='view') }}

with invoice_lines as (

    select * from {{ ref('stg_invoice_lines') }}

),

final as (

    select
        invoice_no,
        line_no,
        line_key,
        usage_month,
        is_adjustment,
        original_invoice_no,
        original_line_no,
        source,
        payer_id,
        currency,
        client_id,
        provider_id,
        subscription_id,
        plan_id,
        price_id,
        price_from,
        meter_id,
        resource_id,
        product_group,
        product_name,
        rate_code,
        events,
        quantity,
        included_quantity,
        billable_quantity,
        amount,
        amount_cents,
        terms,
        encode(digest, 'hex') as digest
    from invoice_lines

)

select * from final
