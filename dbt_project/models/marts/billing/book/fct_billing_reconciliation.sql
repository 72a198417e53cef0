{{ config(materialized='view') }}

-- Without the months that are closed nothing can be compared: of the others nothing was invoiced yet.
with closings as (

    select * from {{ ref('stg_closings') }}

),

last_closing as (

    select
        max(usage_month) as usage_month,
        max(begins_with) as begins_with
    from closings

),

known as (

    select lines.*
    from {{ ref('fct_billing_lines') }} as lines
    inner join last_closing
        on
            lines.usage_month <= last_closing.usage_month
            and (last_closing.begins_with is null or lines.usage_month >= last_closing.begins_with)

),

invoiced as (

    select
        line_key,
        usage_month,
        source,
        payer_id,
        currency,
        min(invoice_no) as first_invoice_no,
        sum(quantity) as quantity,
        sum(amount) as amount,
        sum(amount_cents)::bigint as amount_cents
    from {{ ref('stg_invoice_lines') }}
    group by line_key, usage_month, source, payer_id, currency

),

final as (

    select
        coalesce(known.line_key, invoiced.line_key) as line_key,
        coalesce(known.usage_month, invoiced.usage_month) as usage_month,
        coalesce(known.source, invoiced.source) as source,
        coalesce(known.payer_id, invoiced.payer_id) as payer_id,
        coalesce(known.currency, invoiced.currency) as currency,
        invoiced.first_invoice_no,
        coalesce(invoiced.quantity, 0) as invoiced_quantity,
        coalesce(known.quantity, 0) as known_quantity,
        coalesce(invoiced.amount, 0) as invoiced_amount,
        coalesce(known.amount, 0) as known_amount,
        coalesce(invoiced.amount_cents, 0) as invoiced_cents,
        coalesce(known.amount_cents, 0) as known_cents,
        coalesce(known.amount_cents, 0) - coalesce(invoiced.amount_cents, 0) as difference_cents
    from known
    full join invoiced on known.line_key = invoiced.line_key

)

select * from final
