with source as (

    select * from {{ source('book', 'closings') }}

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
        book_digest,
        previous_digest,
        digest
    from source

)

select * from final
