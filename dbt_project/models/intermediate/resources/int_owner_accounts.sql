{{ config(materialized='ephemeral') }}

with links as (

    select * from {{ ref('int_account_links_placed') }}
    where place = 1

),

linked as (

    select
        provider_id,
        owner_id,
        client_id,
        payer_id,
        valid_from,
        lead(valid_from, 1, 'infinity'::timestamptz) over (
            partition by provider_id, owner_id
            order by valid_from
        ) as valid_until
    from links

),

not_yet_linked as (

    select
        provider_id,
        owner_id,
        'none' as client_id,
        'none' as payer_id,
        '-infinity'::timestamptz as valid_from,
        min(valid_from) as valid_until
    from links
    group by provider_id, owner_id
    having min(valid_from) > '-infinity'

),

final as (

    select * from linked
    union all
    select * from not_yet_linked

)

select * from final
