-- Months that have begun by the build's horizon. A view of its own, which every build makes anew: those upon it that
-- stand on daily facts, too, are made anew with days only.
with begun as (

    select * from {{ ref('stg_begun_months') }}

),

final as (

    select usage_month
    from begun
    where {{ within_horizon('ledger_no') }}

)

select * from final
