with source as (

    select * from {{ source('raw', 'begun_months') }}

),

final as (

    select
        usage_month,
        ledger_no,
        begun_by,
        begun_at
    from source

)

select * from final
