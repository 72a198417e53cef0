with reference_clients as (

    select
        id as client_id,
        payload
    from {{ ref('int_reference_current') }}
    where kind = 'clients'

),

time_zones as (

    select * from {{ ref('int_client_time_zones') }}
    where valid_until = 'infinity'

),

-- Clients that nobody described but that have users, and the reserved one that usage without a client belongs to.
all_clients as (

    select client_id from reference_clients
    union
    select client_id from {{ ref('stg_user_keys') }}
    union
    select 'anonymous' as client_id

),

final as (

    select
        all_clients.client_id,
        coalesce(reference_clients.payload ->> 'name', all_clients.client_id) as name,
        coalesce(reference_clients.payload ->> 'kind', 'unknown') as kind,
        coalesce(time_zones.time_zone, 'UTC') as time_zone,
        reference_clients.client_id is not null as is_known
    from all_clients
    left join reference_clients on all_clients.client_id = reference_clients.client_id
    left join time_zones on all_clients.client_id = time_zones.client_id

)

select * from final
