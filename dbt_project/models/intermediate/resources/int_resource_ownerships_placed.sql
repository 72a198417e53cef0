{{ config(materialized='ephemeral') }}

{{ placed_records(ref('stg_resource_ownerships'), ['provider_id', 'ownership_id', 'state']) }}
