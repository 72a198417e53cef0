{{ config(materialized='ephemeral') }}

{{ placed_records(ref('stg_providers'), ['provider_id']) }}
