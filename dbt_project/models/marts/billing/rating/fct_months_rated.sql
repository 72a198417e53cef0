{{ config(incremental_strategy='by_month', pre_hook='{{ lock_this() }}') }}

-- Written last: a month stands here when all of its lines do.
-- depends_on: {{ ref('fct_not_billed') }}
-- depends_on: {{ ref('agg_billing_monthly') }}

with months as (

    select * from {{ ref('int_rated_months') }}
    where {{ in_months() }}

),

days as (

    select
        usage_date,
        built_through_no
    from {{ ref('fct_days_built') }}

),

touches as (

    select * from {{ ref('stg_rating_touches') }}

),

verdicts as (

    select * from {{ ref('stg_load_verdicts') }}
    where verdict <> 'held' and {{ within_horizon('verdict_no') }}

),

priced as (

    select
        touches.from_month,
        verdicts.verdict_no
    from touches
    inner join verdicts on touches.load_id = verdicts.load_id

),

final as (

    select
        months.usage_month,
        -- A day somewhere in the month may lie in the one before or after it in UTC.
        coalesce((
            select sum(days.built_through_no)
            from days
            where
                days.usage_date >= months.usage_month - 1
                and days.usage_date <= (months.usage_month + interval '1 month')::date
        ), 0) as days_built_through,
        coalesce((
            select sum(priced.verdict_no)
            from priced
            where priced.from_month <= months.usage_month
        ), 0) as prices_through
    from months

)

select * from final
