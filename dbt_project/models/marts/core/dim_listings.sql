with periods as (

    select * from {{ ref('int_listing_periods') }}

),

final as (

    select
        provider_id,
        api_id,
        listed_from,
        listed_until
    from periods
    where listed_from < listed_until

)

select * from final
