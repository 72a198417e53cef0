with source as (

    select * from {{ source('raw', 'load_verdicts') }}

),

final as (

    select
        verdict_no,
        load_id,
        verdict,
        reason as verdict_reason,
        decided_by,
        decided_at
    from source

)

select * from final
