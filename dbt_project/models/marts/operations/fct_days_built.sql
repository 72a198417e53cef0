{{ config(incremental_strategy='microbatch') }}

-- Written last: a day stands here when all of its facts are done.
-- depends_on: {{ ref('fct_latency_daily') }}
-- depends_on: {{ ref('fct_user_usage_daily') }}
-- depends_on: {{ ref('fct_ip_usage_daily') }}
-- depends_on: {{ ref('agg_client_usage_daily') }}
-- depends_on: {{ ref('agg_dealer_usage_daily') }}
-- depends_on: {{ ref('fct_unknown_ids_daily') }}
-- depends_on: {{ ref('fct_repeated_daily') }}
-- depends_on: {{ ref('fct_metered_daily') }}
-- depends_on: {{ ref('int_metered_values_daily') }}

with load_days as (

    select
        usage_date,
        coalesce(sum(stored) filter (where is_counted), 0)::bigint as stored,
        max(judged_no) as built_through_no
    from {{ ref('int_load_days_judged') }}
    where {{ in_batch() }}
    group by usage_date

),

usage as (

    select
        usage_date,
        sum(requests)::bigint as counted
    from {{ ref('fct_usage_daily') }}
    where {{ in_batch() }}
    group by usage_date

),

repeated as (

    select
        usage_date,
        count(*) as repeated
    from {{ ref('int_usage_events_repeated') }}
    where {{ in_batch() }}
    group by usage_date

),

final as (

    select
        load_days.usage_date,
        load_days.stored,
        coalesce(usage.counted, 0) as counted,
        coalesce(repeated.repeated, 0) as repeated,
        load_days.built_through_no
    from load_days
    left join usage on load_days.usage_date = usage.usage_date
    left join repeated on load_days.usage_date = repeated.usage_date

)

select * from final
