{{
    config(
        materialized='incremental',
        incremental_strategy='replace',
    )
}}

with owned as (

    select
        provider_id,
        resource_id,
        owner_id,
        owned_from,
        owned_until
    from {{ ref('int_ownership_periods') }}
    where owned_from < owned_until

),

accounts as (

    select * from {{ ref('int_owner_accounts') }}

),

before as (

    select
        provider_id,
        resource_id,
        'none' as owner_id,
        lag(owned_until, 1, '-infinity'::timestamptz) over (
            partition by provider_id, resource_id
            order by owned_from
        ) as owned_from,
        owned_from as owned_until
    from owned

),

afterwards as (

    select
        provider_id,
        resource_id,
        'none' as owner_id,
        max(owned_until) as owned_from,
        'infinity'::timestamptz as owned_until
    from owned
    group by provider_id, resource_id

),

-- All time of a resource that anybody ever owned, also that in which nobody does.
whole as (

    select * from owned
    union all
    select * from before
    where owned_from < owned_until
    union all
    select * from afterwards
    where owned_from < owned_until

),

final as (

    select
        whole.provider_id,
        whole.resource_id,
        whole.owner_id,
        coalesce(accounts.client_id, 'none') as client_id,
        coalesce(accounts.payer_id, 'none') as payer_id,
        greatest(whole.owned_from, accounts.valid_from) as valid_from,
        least(whole.owned_until, accounts.valid_until) as valid_until
    from whole
    left join accounts
        on
            whole.provider_id = accounts.provider_id
            and whole.owner_id = accounts.owner_id
            and whole.owned_from < accounts.valid_until
            and whole.owned_until > accounts.valid_from

)

select * from final
