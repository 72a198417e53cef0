with reference_projects as (

    select * from {{ ref('int_reference_current') }}
    where kind = 'projects'

),

final as (

    select
        id as project_id,
        coalesce(payload ->> 'client_id', 'none') as client_id,
        coalesce(payload ->> 'name', id) as name
    from reference_projects
    where id <> 'none'

    union all

    select
        'none' as project_id,
        'none' as client_id,
        'none' as name

)

select * from final
