{{
    config(
        materialized='incremental',
        incremental_strategy='replace',
    )
}}

with events as (

    select * from {{ ref('int_billable_events_placed') }}
    where place = 1

),

rate_codes as (

    select * from {{ ref('int_rate_codes_placed') }}
    where place = 1

),

opens as (

    select * from events
    where state = 'open'

),

closes as (

    select * from events
    where state = 'close'

),

-- What is opened says all about itself; a close says when.
final as (

    select
        opens.provider_id,
        opens.event_id,
        opens.resource_id,
        opens.rate_code,
        rate_codes.rate_cents,
        rate_codes.rate_period,
        rate_codes.currency,
        coalesce(rate_codes.product_group, 'none') as product_group,
        coalesce(opens.product_name, rate_codes.product_name, 'none') as product_name,
        coalesce(opens.description, '') as description,
        opens.qty,
        opens.happened_at as opened_at,
        coalesce(closes.happened_at, 'infinity'::timestamptz) as closed_at
    from opens
    inner join rate_codes
        on
            opens.provider_id = rate_codes.provider_id
            and opens.rate_code = rate_codes.slug
    left join closes
        on
            opens.provider_id = closes.provider_id
            and opens.event_id = closes.event_id
            and opens.happened_at <= closes.happened_at

)

select * from final
