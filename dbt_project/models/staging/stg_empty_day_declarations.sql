with source as (

    select * from {{ source('raw', 'empty_day_declarations') }}

),

final as (

    select
        ledger_no,
        source,
        landing_date,
        state,
        files_found,
        reason,
        decided_by,
        decided_at
    from source

)

select * from final
