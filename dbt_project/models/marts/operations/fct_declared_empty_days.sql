with declarations as (

    select * from {{ ref('stg_empty_day_declarations') }}
    where {{ within_horizon('ledger_no') }}

),

last_words as (

    select distinct on (source, landing_date)
        source,
        landing_date,
        state,
        files_found,
        reason,
        decided_by,
        decided_at,
        ledger_no
    from declarations
    order by source asc, landing_date asc, ledger_no desc

),

final as (

    select
        source,
        landing_date,
        files_found,
        reason,
        decided_by,
        decided_at,
        ledger_no as declared_no
    from last_words
    where state = 'declared'

)

select * from final
