with versions as (

    select * from {{ ref('int_reference_versions') }}
    where kind = 'plan_features'

),

final as (

    select
        payload ->> 'plan_id' as plan_id,
        payload ->> 'feature_id' as feature_id,
        valid_from,
        valid_until,
        valid_until = 'infinity' as is_current,
        {{ exact_number("payload ->> 'quantity'") }} as quantity_included,
        coalesce((payload ->> 'is_included')::boolean, true) as is_included,
        coalesce(payload ->> 'period', 'month') as period,
        is_deleted
    from versions

)

select * from final
