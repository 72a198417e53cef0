{{
    config(
        materialized='incremental',
        incremental_strategy='replace',
    )
}}

-- Which price holds for what a client uses of a meter, span by span. Where several subscriptions of a client have a
-- price for one meter, the one that started first charges it: an event is billed once. Each recurring fee stands alone.
with candidates as (

    select * from {{ ref('int_charge_candidates') }}

),

spans as (

    select * from {{ ref('int_client_spans') }}

),

ranked as (

    select
        candidates.client_id,
        candidates.meter_id,
        spans.span_from,
        spans.span_until,
        candidates.subscription_id,
        candidates.plan_id,
        candidates.price_id,
        candidates.price_from,
        candidates.model,
        row_number() over (
            partition by
                candidates.client_id,
                candidates.meter_id,
                spans.span_from,
                case candidates.model when 'recurring' then candidates.price_id end,
                case candidates.model when 'recurring' then candidates.subscription_id end
            order by candidates.starts_at, candidates.subscription_id, candidates.price_id
        ) as place
    from candidates
    inner join spans
        on
            candidates.client_id = spans.client_id
            and candidates.charge_from <= spans.span_from
            and candidates.charge_until >= spans.span_until

),

final as (

    select
        client_id,
        meter_id,
        span_from,
        span_until,
        subscription_id,
        plan_id,
        price_id,
        price_from,
        model
    from ranked
    where place = 1

)

select * from final
