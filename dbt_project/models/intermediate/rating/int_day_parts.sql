{{ config(materialized='ephemeral') }}

-- The days of UTC within which a client's span begins: their usage is parted there, all other days' is not.
with spans as (

    select * from {{ ref('int_client_spans') }}
    where isfinite(span_from) and span_from <> date_trunc('day', span_from, 'UTC')

),

final as (

    select
        client_id,
        (span_from at time zone 'UTC')::date as usage_date,
        array_agg(span_from order by span_from) as parts_from
    from spans
    group by client_id, usage_date

)

select * from final
