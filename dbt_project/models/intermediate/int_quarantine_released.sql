{{ config(materialized='ephemeral') }}

with releases as (

    select * from {{ ref('stg_quarantine_releases') }}

),

loads as (

    select * from {{ ref('stg_loads') }}
    where {{ within_horizon('load_no') }}

),

voided as (

    select load_id from {{ ref('stg_load_verdicts') }}
    where verdict = 'voided' and {{ within_horizon('verdict_no') }}

),

final as (

    select
        releases.load_id,
        releases.line_no,
        releases.released_in
    from releases
    inner join loads on releases.released_in = loads.load_id
    left join voided on releases.released_in = voided.load_id
    where voided.load_id is null

)

select * from final
