with loads as (

    select * from {{ ref('stg_loads') }}
    where {{ within_horizon('load_no') }}

),

quarantine as (

    select * from {{ ref('stg_quarantine') }}

),

released as (

    select * from {{ ref('int_quarantine_released') }}

),

lines as (

    select
        quarantine.load_id,
        quarantine.line_no,
        quarantine.reason,
        quarantine.detail,
        released.line_no is not null as is_released
    from quarantine
    inner join loads on quarantine.load_id = loads.load_id
    left join released
        on
            quarantine.load_id = released.load_id
            and quarantine.line_no = released.line_no

),

final as (

    select
        load_id,
        reason,
        count(*) as lines,
        count(*) filter (where is_released) as released,
        count(*) filter (where not is_released) as waiting,
        (array_agg(line_no order by is_released asc, line_no asc))[1] as first_line_no,
        (array_agg(detail order by is_released asc, line_no asc))[1] as detail
    from lines
    group by load_id, reason

)

select * from final
