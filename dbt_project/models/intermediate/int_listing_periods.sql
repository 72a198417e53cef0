{{
    config(
        materialized='incremental',
        incremental_strategy='replace',
    )
}}

-- The last word on each listing holds, from its beginning: listings have their own clock.
with listings as (

    select
        payload ->> 'provider_id' as provider_id,
        payload ->> 'api_id' as api_id,
        (payload ->> 'listed_from')::timestamptz as listed_from,
        case
            when is_deleted then (payload ->> 'listed_from')::timestamptz
            else coalesce((payload ->> 'listed_until')::timestamptz, 'infinity')
        end as listed_until
    from {{ ref('int_reference_versions') }}
    where kind = 'listings' and valid_until = 'infinity'

),

-- Periods of one API that overlap or touch are one, so that no event lies in two.
reached as (

    select
        *,
        max(listed_until) over (
            partition by provider_id, api_id
            order by listed_from, listed_until
            rows between unbounded preceding and 1 preceding
        ) as listed_before
    from listings

),

numbered as (

    select
        *,
        count(*) filter (where listed_before is null or listed_before < listed_from) over (
            partition by provider_id, api_id
            order by listed_from, listed_until
        ) as period_no
    from reached

),

final as (

    select
        provider_id,
        api_id,
        min(listed_from) as listed_from,
        max(listed_until) as listed_until
    from numbered
    group by provider_id, api_id, period_no

)

select * from final
