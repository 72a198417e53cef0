with versions as (

    select * from {{ ref('int_reference_versions') }}
    where kind = 'subscriptions'

),

-- Of start and end, and of whether there is such a subscription at all, the last word counts.
last_words as (

    select
        id,
        payload ->> 'client_id' as client_id,
        (payload ->> 'starts_at')::timestamptz as starts_at,
        coalesce((payload ->> 'ends_at')::timestamptz, 'infinity') as ends_at
    from versions
    where valid_until = 'infinity' and not is_deleted

),

-- The first plan holds from the start, also where its record says from when it holds.
plans as (

    select
        id,
        payload ->> 'plan_id' as plan_id,
        case
            when row_number() over (partition by id order by valid_from) = 1 then '-infinity'::timestamptz
            else valid_from
        end as valid_from,
        valid_until
    from versions

),

final as (

    select
        last_words.client_id,
        last_words.id as subscription_id,
        greatest(last_words.starts_at, plans.valid_from) as period_from,
        least(last_words.ends_at, plans.valid_until) as period_until,
        plans.plan_id,
        last_words.starts_at
    from last_words
    inner join plans on last_words.id = plans.id
    where
        greatest(last_words.starts_at, plans.valid_from) < least(last_words.ends_at, plans.valid_until)
        and last_words.client_id <> 'anonymous'

)

select * from final
