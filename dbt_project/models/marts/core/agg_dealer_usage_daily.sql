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
        intermediate.total(requests) as requests,
        intermediate.total(records_new) as records_new,
        intermediate.total(records_changed) as records_changed,
        intermediate.total(records_new + records_changed) as records_total
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
