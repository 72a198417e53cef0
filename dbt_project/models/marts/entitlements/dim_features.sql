with versions as (

    select * from {{ ref('int_reference_versions') }}
    where kind = 'features'

),

final as (

    select
        id as feature_id,
        valid_from,
        valid_until,
        valid_until = 'infinity' as is_current,
        coalesce(payload ->> 'name', id) as name,
        payload ->> 'feature_type' as feature_type,
        coalesce((payload ->> 'is_visible')::boolean, true) as is_visible,
        coalesce(payload ->> 'meter_id', 'none') as meter_id,
        is_deleted
    from versions

)

select * from final
