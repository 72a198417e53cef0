with loads as (

    select * from {{ ref('stg_loads') }}
    where {{ within_horizon('load_no') }}

),

quarantine as (

    select * from {{ ref('stg_quarantine') }}

),

final as (

    select
        quarantine.load_id,
        quarantine.reason,
        count(*) as lines,
        min(quarantine.line_no) as first_line_no,
        (array_agg(quarantine.detail order by quarantine.line_no))[1] as detail
    from quarantine
    inner join loads on quarantine.load_id = loads.load_id
    group by quarantine.load_id, quarantine.reason

)

select * from final
