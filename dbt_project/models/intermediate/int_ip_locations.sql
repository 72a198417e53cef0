{{
    config(
        materialized='incremental',
        incremental_strategy='latest',
    )
}}

with locations as (

    select * from {{ ref('stg_ip_locations') }}
    where {{ since_last('load_no') }}

),

final as (

    select distinct on (ip_key)
        ip_key,
        country,
        region,
        city,
        database_type,
        database_built_at,
        load_no
    from locations
    order by ip_key asc, load_no desc

)

select * from final
