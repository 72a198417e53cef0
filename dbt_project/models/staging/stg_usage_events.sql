with source as (

    select * from {{ source('raw', 'usage_events') }}

),

final as (

    select
        usage_date,
        usage_at,
        load_id,
        line_no,
        event_key,
        provider_id,
        api_id,
        endpoint,
        method,
        operation,
        status_code,
        client_id,
        project_id,
        dealer_id,
        user_key,
        ip_key,
        country,
        region,
        city,
        latency_us,
        request_bytes,
        response_bytes,
        records_new,
        records_changed,
        quantity,
        event_type,
        attributes
    from source

)

select * from final
