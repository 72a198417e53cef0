{{ config(materialized='ephemeral') }}

{{ placed_records(ref('stg_feature_changes'), ['client_id', 'change_id']) }}
