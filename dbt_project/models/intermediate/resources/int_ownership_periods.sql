{{ config(materialized='ephemeral') }}

with ownerships as (

    select * from {{ ref('int_resource_ownerships_placed') }}
    where place = 1

),

begun as (

    select * from ownerships
    where state = 'active'

),

ended as (

    select * from ownerships
    where state = 'inactive'

),

paired as (

    select
        begun.provider_id,
        begun.ownership_id,
        begun.resource_id,
        begun.owner_id,
        begun.happened_at as owned_from,
        coalesce(ended.happened_at, 'infinity'::timestamptz) as inactive_at
    from begun
    left join ended
        on
            begun.provider_id = ended.provider_id
            and begun.ownership_id = ended.ownership_id
            and begun.happened_at <= ended.happened_at

),

-- Whoever comes later ends whoever was there. Of several from the same instant on the one of the highest id has the
-- resource, and one that ends in that instant never had it: so the order of arrival says nothing.
followed as (

    select
        *,
        lead(owned_from, 1, 'infinity'::timestamptz) over (
            partition by provider_id, resource_id
            order by owned_from asc, (owned_from = inactive_at) desc, ownership_id asc
        ) as followed_at
    from paired

),

final as (

    select
        provider_id,
        ownership_id,
        resource_id,
        owner_id,
        owned_from,
        least(inactive_at, followed_at) as owned_until,
        inactive_at
    from followed

)

select * from final
