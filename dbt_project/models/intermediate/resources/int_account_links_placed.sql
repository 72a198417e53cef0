{{ config(materialized='ephemeral') }}

{{ placed_records(ref('stg_account_links'), ['provider_id', 'owner_id', 'valid_from']) }}
