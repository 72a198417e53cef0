with rate_codes as (

    select * from {{ ref('int_rate_codes_placed') }}
    where place = 1

),

final as (

    select
        provider_id,
        slug as rate_code,
        rate_cents,
        rate_period,
        currency,
        coalesce(product_group, 'none') as product_group,
        coalesce(product_name, 'none') as product_name
    from rate_codes

)

select * from final
