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

    select month_at::date as usage_month
    from usage
    cross join lateral generate_series(
        date_trunc('month', usage.first_date::timestamp), usage.last_date::timestamp, interval '1 month'
    ) as month_at
    where exists (select 1 from touches)

)

select * from final
