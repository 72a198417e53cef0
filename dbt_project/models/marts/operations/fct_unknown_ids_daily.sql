{{ config(incremental_strategy='microbatch') }}

with usage as (

    select * from {{ ref('fct_usage_daily') }}
    where {{ in_batch() }}

),

user_usage as (

    select * from {{ ref('fct_user_usage_daily') }}
    where {{ in_batch() }} and user_key <> {{ no_key() }}

),

named as (

    select
        usage_date,
        'clients' as kind,
        client_id as id,
        client_id,
        is_listed,
        requests
    from usage
    where client_id <> 'anonymous'
    union all
    select
        usage_date,
        'projects' as kind,
        project_id as id,
        client_id,
        is_listed,
        requests
    from usage
    where project_id <> 'none'
    union all
    select
        usage_date,
        'dealers' as kind,
        dealer_id as id,
        client_id,
        is_listed,
        requests
    from usage
    where dealer_id <> 'none'
    union all
    select
        usage_date,
        'users' as kind,
        user_key::text as id,
        client_id,
        is_listed,
        requests
    from user_usage

),

summed as (

    select
        usage_date,
        kind,
        id,
        client_id,
        is_listed,
        intermediate.total(requests) as requests
    from named
    group by usage_date, kind, id, client_id, is_listed

),

known as (

    select
        'clients' as kind,
        client_id as id,
        min(valid_from) as known_from
    from {{ ref('int_client_versions') }}
    group by client_id
    union all
    select
        kind,
        subject as id,
        min(valid_from) as known_from
    from {{ ref('int_reference_versions') }}
    where kind in ('projects', 'dealers')
    group by kind, subject
    union all
    select
        'users' as kind,
        user_key::text as id,
        min(valid_from) as known_from
    from {{ ref('int_user_versions') }}
    group by user_key

),

final as (

    select
        summed.usage_date,
        summed.kind,
        summed.id,
        summed.client_id,
        summed.is_listed,
        summed.requests
    from summed
    left join known
        on
            summed.kind = known.kind
            and summed.id = known.id
            and known.known_from < (summed.usage_date + 1)::timestamp at time zone 'UTC'
    where known.id is null

)

select * from final
