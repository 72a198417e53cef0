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
        dealer_id,
        is_listed,
        sum(requests)::bigint as requests,
        sum(records_new)::bigint as records_new,
        sum(records_changed)::bigint as records_changed,
        sum(records_new + records_changed)::bigint as records_total
    from usage
    group by
        usage_date,
        local_date,
        provider_id,
        client_id,
        dealer_id,
        is_listed

)

select * from final
