with ip_keys as (

    select * from {{ ref('stg_ip_keys') }}

),

final as (

    select
        ip_key,
        ip
    from ip_keys

    union all

    select
        {{ no_key() }} as ip_key,
        'none' as ip

)

select * from final
