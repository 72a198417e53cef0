{{ config(materialized='ephemeral') }}

-- Which months are rated: none as long as the house has no prices, else from the first to the last with usage, by
-- anybody's calendar. Which day it is nobody asks.
with touches as (

    select * from {{ ref('stg_rating_touches') }}

),

usage as (

    select
        least(min(usage_date), min(local_date)) as first_date,
        greatest(max(usage_date), max(local_date)) as last_date
    from {{ ref('agg_client_usage_daily') }}

),

final as (

    select
        generate_series(
            date_trunc('month', first_date::timestamp), last_date::timestamp, interval '1 month'
        )::date as usage_month
    from usage
    where exists (select 1 from touches)

)

select * from final
