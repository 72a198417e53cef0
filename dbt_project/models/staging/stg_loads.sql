with source as (

    select * from {{ source('raw', 'loads') }}

),

final as (

    select
        load_id,
        load_no,
        kind,
        channel,
        provider_id,
        source,
        source_version,
        file_name,
        landing_date,
        replaces_load_id,
        committed_at,
        seconds as load_seconds,
        content_bytes,
        lines,
        stored,
        repeated as repeated_at_load,
        quarantined,
        ignored,
        releases_load_id
    from source

)

select * from final
