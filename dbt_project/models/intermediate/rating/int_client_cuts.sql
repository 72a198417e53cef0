{{ config(materialized='ephemeral') }}

-- Where the spans of each client begin, in order.
with spans as (

    select * from {{ ref('int_client_spans') }}
    where isfinite(span_from)

),

final as (

    select
        client_id,
        array_agg(span_from order by span_from) as spans_from
    from spans
    group by client_id

)

select * from final
