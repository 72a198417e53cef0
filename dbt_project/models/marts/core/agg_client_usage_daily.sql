{{ config(incremental_strategy='microbatch') }}

with usage as (

    select * from {{ ref('fct_usage_daily') }}
    where {{ in_batch() }}

),

final as (

    select
        usage_date,
        local_date,
        provider_id,
        client_id,
        is_listed,
        {{ summed_usage_measures() }},
        coalesce(sum(requests) filter (where outcome = 'success'), 0)::bigint as successes,
        coalesce(sum(requests) filter (where outcome = 'client_error'), 0)::bigint as client_errors,
        coalesce(sum(requests) filter (where outcome = 'server_error'), 0)::bigint as server_errors
    from usage
    group by
        usage_date,
        local_date,
        provider_id,
        client_id,
        is_listed

)

select * from final
