{#-
    Clients, days and features whose feeding is not what the meter counted while any right to the feature held, each row
    of the meter taken once.
-#}
{% test fed_as_metered(model, metered, rights) %}

with both_sides as (

    select
        usage_date,
        client_id,
        feature_id,
        quantity
    from {{ model }}
    where {{ in_built_days(metered) }}

    union all

    select
        days.usage_date,
        days.client_id,
        features.feature_id,
        -days.quantity as quantity
    from {{ metered }} as days
    inner join (
        select distinct
            feature_id,
            meter_id
        from {{ rights }}
        where meter_id <> 'none'
    ) as features on days.meter_id = features.meter_id
    where
        days.standing = 'billable'
        and {{ in_built_days(metered) }}
        and exists (
            select 1
            from {{ rights }} as rights
            where
                rights.client_id = days.client_id
                and rights.feature_id = features.feature_id
                and rights.right_from <= days.part_from
                and rights.right_until > days.part_from
        )

)

select
    usage_date,
    client_id,
    feature_id,
    sum(quantity) as too_much
from both_sides
group by usage_date, client_id, feature_id
having sum(quantity) <> 0

{% endtest %}
