{{ config(materialized='ephemeral') }}

-- Which months are rated: none as long as the house has no prices, else from the first to the last that has usage, by
-- anybody's calendar, or was begun. Which day it is nobody asks: the ledger says which months have begun.
with touches as (

    select * from {{ ref('stg_rating_touches') }}

),

usage as (

    select
        least(min(usage_date), min(local_date)) as first_date,
        greatest(max(usage_date), max(local_date)) as last_date
    from {{ ref('agg_client_usage_daily') }}

),

begun as (

    select
        min(usage_month) as first_date,
        max(usage_month) as last_date
    from {{ ref('int_begun_months') }}

),

final as (

    select
        generate_series(
            date_trunc('month', least(usage.first_date, begun.first_date)::timestamp),
            greatest(usage.last_date, begun.last_date)::timestamp,
            interval '1 month'
        )::date as usage_month
    from usage
    cross join begun
    where exists (select 1 from touches)

)

select * from final
