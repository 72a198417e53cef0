{{ config(materialized='ephemeral') }}

{{ placed_records(ref('stg_rate_codes'), ['provider_id', 'slug']) }}
