{{
    config(
        materialized='incremental',
        incremental_strategy='replace',
    )
}}

with versions as (

    select * from {{ ref('int_reference_versions') }}
    where kind = 'users' and subject ~ '^[0-9a-f]{32}$'

),

final as (

    select
        subject::uuid as user_key,
        valid_from,
        valid_until,
        payload ->> 'client_id' as client_id,
        {{ payload_number('payload', 'birth_year', 'integer') }} as birth_year,
        coalesce(payload ->> 'gender', 'unknown') as gender,
        {{ payload_number('payload', 'income', 'numeric(38, 9)') }} as income,
        {{ payload_number('payload', 'spend', 'numeric(38, 9)') }} as spend,
        is_deleted
    from versions

)

select * from final
