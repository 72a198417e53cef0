{{
    config(
        materialized='incremental',
        incremental_strategy='replace',
    )
}}

-- A client's time, cut wherever a subscription or a price of it begins or ends: within a span all prices are the same.
with subscriptions as (

    select * from {{ ref('dim_subscriptions') }}

),

charges as (

    select * from {{ ref('int_charge_candidates') }}

),

cuts as (

    select
        client_id,
        '-infinity'::timestamptz as cut_at
    from subscriptions
    union
    select
        client_id,
        period_from
    from subscriptions
    union
    select
        client_id,
        period_until
    from subscriptions
    union
    select
        client_id,
        charge_from
    from charges
    union
    select
        client_id,
        charge_until
    from charges

),

spans as (

    select
        client_id,
        cut_at as span_from,
        lead(cut_at, 1, 'infinity'::timestamptz) over (partition by client_id order by cut_at) as span_until
    from cuts
    where cut_at < 'infinity'

),

final as (

    select
        client_id,
        span_from,
        span_until,
        exists(
            select 1
            from subscriptions
            where
                subscriptions.client_id = spans.client_id
                and subscriptions.period_from <= spans.span_from
                and subscriptions.period_until > spans.span_from
        ) as has_subscription
    from spans

)

select * from final
