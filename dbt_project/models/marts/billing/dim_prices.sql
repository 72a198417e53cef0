with versions as (

    select * from {{ ref('int_price_versions') }}

),

final as (

    select
        price_id,
        valid_from,
        valid_until,
        valid_until = 'infinity' as is_current,
        plan_id,
        meter_id,
        name,
        {{ price_terms() | join(',\n        ') }}
    from versions

)

select * from final
