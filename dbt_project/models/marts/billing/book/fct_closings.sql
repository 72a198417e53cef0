{{ config(materialized='view') }}

with closings as (

    select * from {{ ref('stg_closings') }}

),

final as (

    select
        closing_no,
        usage_month,
        closed_at,
        closed_by,
        ledger_through,
        begins_with,
        is_forced,
        why,
        obstacles,
        invoices,
        lines,
        encode(book_digest, 'hex') as book_digest,
        encode(digest, 'hex') as digest
    from closings

)

select * from final
