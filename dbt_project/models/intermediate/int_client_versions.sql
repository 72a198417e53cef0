{{
    config(
        materialized='incremental',
        incremental_strategy='replace',
    )
}}

with versions as (

    select * from {{ ref('int_reference_versions') }}
    where kind = 'clients'

),

-- A name that Postgres does not know would stop the build of every day; such a client's days are days of UTC.
known_names as (

    select name from pg_timezone_names

),

final as (

    select
        versions.id as client_id,
        versions.valid_from,
        versions.valid_until,
        coalesce(versions.payload ->> 'name', versions.id) as name,
        coalesce(versions.payload ->> 'kind', 'unknown') as kind,
        coalesce(versions.payload ->> 'agency_id', 'none') as agency_id,
        coalesce(known_names.name, 'UTC') as time_zone,
        versions.is_deleted
    from versions
    left join known_names on versions.payload ->> 'time_zone' = known_names.name

)

select * from final
