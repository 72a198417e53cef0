with source as (

    select * from {{ source('raw', 'feature_changes') }}

),

final as (

    select
        ledger_no,
        line_no,
        load_id,
        content_digest,
        change_id,
        change_key,
        client_id,
        subscription_id,
        feature_id,
        happened_at,
        increment,
        quantity,
        is_enabled
    from source

)

select * from final
