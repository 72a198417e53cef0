with reference_dealers as (

    select * from {{ ref('int_reference_current') }}
    where kind = 'dealers'

),

final as (

    select
        id as dealer_id,
        coalesce(payload ->> 'name', id) as name,
        payload ->> 'code' as code
    from reference_dealers
    where id <> 'none'

    union all

    select
        'none' as dealer_id,
        'none' as name,
        null as code

)

select * from final
