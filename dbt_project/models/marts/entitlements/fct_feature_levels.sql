-- What a subscription used of a feature, as reported, from each change until the next or the period's end. A quantity
-- begins anew, what comes behind it adds to it. Changes are in the order of their instants, those of one instant in
-- that of the ledger.
with changes as (

    select
        *,
        coalesce(period_date, '-infinity') as period_key
    from {{ ref('fct_feature_changes') }}
    where standing = 'counted'

),

begun as (

    select
        *,
        count(quantity) over (
            partition by client_id, subscription_id, feature_id, period_key
            order by happened_at, ledger_no, line_no
            rows unbounded preceding
        ) as beginning
    from changes

),

added_up as (

    select
        *,
        sum(coalesce(quantity, increment)) over (
            partition by client_id, subscription_id, feature_id, period_key, beginning
            order by happened_at, ledger_no, line_no
            rows unbounded preceding
        ) as level,
        count(*) over (
            partition by client_id, subscription_id, feature_id, period_key
            order by happened_at, ledger_no, line_no
            rows unbounded preceding
        ) as changes_so_far
    from begun

),

last_of_instants as (

    select distinct on (client_id, subscription_id, feature_id, happened_at) *
    from added_up
    order by client_id asc, subscription_id asc, feature_id asc, happened_at asc, ledger_no desc, line_no desc

),

final as (

    select
        client_id,
        subscription_id,
        feature_id,
        happened_at as level_from,
        least(
            lead(happened_at, 1, 'infinity') over (
                partition by client_id, subscription_id, feature_id
                order by happened_at
            ),
            coalesce(period_until, 'infinity')
        ) as level_until,
        period_date,
        trim_scale(level) as quantity,
        is_enabled,
        changes_so_far as changes
    from last_of_instants

)

select * from final
