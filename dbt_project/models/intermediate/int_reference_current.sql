{{ config(materialized='ephemeral') }}

with versions as (

    select * from {{ ref('int_reference_versions') }}

),

final as (

    select
        kind,
        id,
        payload
    from versions
    where valid_until = 'infinity'

)

select * from final
