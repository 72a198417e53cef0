with source as (

    select * from {{ source('raw', 'resource_ownerships') }}

),

final as (

    select
        ledger_no,
        line_no,
        load_id,
        content_digest,
        provider_id,
        ownership_id,
        state,
        happened_at,
        resource_id,
        owner_id
    from source

)

select * from final
