with source as (

    select * from {{ source('raw', 'billable_events') }}

),

final as (

    select
        ledger_no,
        line_no,
        load_id,
        content_digest,
        provider_id,
        event_id,
        state,
        happened_at,
        resource_id,
        rate_code,
        qty,
        product_name,
        description
    from source

)

select * from final
