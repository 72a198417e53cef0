{#-
    Levels that are not what the counted changes come to: the last quantity of the period at or before the level begins,
    and what was added behind it, as the difference of two running sums.
-#}
{% test levels_as_reported(model, changes) %}

with changes as (

    select
        *,
        coalesce(period_date, '-infinity') as period_key,
        row_number() over in_period as place,
        coalesce(sum(increment) over in_period, 0) as added
    from {{ changes }}
    where standing = 'counted'
    window in_period as (
        partition by client_id, subscription_id, feature_id, coalesce(period_date, '-infinity')
        order by happened_at, ledger_no, line_no
        rows unbounded preceding
    )

),

placed as (

    select
        *,
        max(place) filter (where quantity is not null) over (
            partition by client_id, subscription_id, feature_id, period_key
            order by place
            rows unbounded preceding
        ) as fixed_place
    from changes

),

reckoned as (

    select
        placed.*,
        case
            when placed.is_enabled is null
                then coalesce(fixed.quantity, 0) + placed.added - coalesce(fixed.added, 0)
        end as level
    from placed
    left join changes as fixed
        on
            placed.client_id = fixed.client_id
            and placed.subscription_id = fixed.subscription_id
            and placed.feature_id = fixed.feature_id
            and placed.period_key = fixed.period_key
            and placed.fixed_place = fixed.place

)

select
    levels.client_id,
    levels.subscription_id,
    levels.feature_id,
    levels.level_from,
    levels.quantity,
    reckoned.level
from {{ model }} as levels
left join reckoned
    on
        levels.client_id = reckoned.client_id
        and levels.subscription_id = reckoned.subscription_id
        and levels.feature_id = reckoned.feature_id
        and levels.level_from = reckoned.happened_at
        and levels.changes = reckoned.place
where
    reckoned.place is null
    or levels.quantity is distinct from reckoned.level
    or levels.is_enabled is distinct from reckoned.is_enabled

{% endtest %}
