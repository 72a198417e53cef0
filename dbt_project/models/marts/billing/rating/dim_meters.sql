with versions as (

    select * from {{ ref('int_meter_versions') }}

),

final as (

    select
        meter_id,
        valid_from,
        valid_until,
        valid_until = 'infinity' as is_current,
        name,
        aggregation,
        value_field,
        percentile,
        filter,
        time_basis,
        carries_over,
        keeps_events
    from versions

)

select * from final
