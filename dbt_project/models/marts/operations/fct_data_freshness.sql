with loads as (

    select * from {{ ref('fct_loads') }}
    where kind = 'usage'

),

final as (

    select
        source,
        count(*) as loads,
        count(*) filter (where state = 'accepted') as loads_accepted,
        count(*) filter (where state = 'held') as loads_held,
        count(*) filter (where state = 'voided') as loads_voided,
        max(load_no) as last_load_no,
        max(committed_at) as last_loaded_at,
        max(landing_date) as last_landing_date,
        max(last_usage_date) filter (where state = 'accepted') as last_usage_date
    from loads
    group by source

)

select * from final
