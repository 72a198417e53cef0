{#-
    Spans that say something else than the rights which hold at their first instant come to, and those within which a
    right begins or ends.
-#}
{% test combines_its_parts(model, parts) %}

with reckoned as (

    select
        combined.client_id,
        combined.feature_id,
        combined.right_from,
        combined.subscriptions,
        combined.is_included,
        combined.quantity_included,
        (
            select count(*)
            from {{ parts }} as part
            where
                part.client_id = combined.client_id
                and part.feature_id = combined.feature_id
                and part.right_from <= combined.right_from
                and part.right_until > combined.right_from
        ) as parts,
        (
            select case when count(part.quantity_included) = count(*) then sum(part.quantity_included) end
            from {{ parts }} as part
            where
                part.client_id = combined.client_id
                and part.feature_id = combined.feature_id
                and part.right_from <= combined.right_from
                and part.right_until > combined.right_from
        ) as quantity,
        exists (
            select 1
            from {{ parts }} as part
            where
                part.client_id = combined.client_id
                and part.feature_id = combined.feature_id
                and part.right_from <= combined.right_from
                and part.right_until > combined.right_from
                and part.is_included
        ) as is_in_one,
        exists (
            select 1
            from {{ parts }} as part
            where
                part.client_id = combined.client_id
                and part.feature_id = combined.feature_id
                and (
                    (part.right_from > combined.right_from and part.right_from < combined.right_until)
                    or (part.right_until > combined.right_from and part.right_until < combined.right_until)
                )
        ) as is_cut_within
    from {{ model }} as combined

)

select *
from reckoned
where
    subscriptions <> parts
    or quantity_included is distinct from quantity
    or coalesce(is_included, false) <> is_in_one
    or is_cut_within

{% endtest %}
