{{ config(materialized='ephemeral') }}

{{ placed_records(ref('stg_billable_events'), ['provider_id', 'event_id', 'state']) }}
