-- A client's time with a feature, cut wherever a right begins or ends: within a span the same rights hold.
with rights as (

    select * from {{ ref('fct_rights') }}

),

cuts as (

    select
        client_id,
        feature_id,
        right_from as cut_at
    from rights
    union
    select
        client_id,
        feature_id,
        right_until
    from rights

),

spans as (

    select
        client_id,
        feature_id,
        cut_at as span_from,
        lead(cut_at) over (partition by client_id, feature_id order by cut_at) as span_until
    from cuts

),

final as (

    select
        spans.client_id,
        spans.feature_id,
        spans.span_from as right_from,
        spans.span_until as right_until,
        min(rights.feature_type) as feature_type,
        bool_or(rights.is_visible) as is_visible,
        min(rights.meter_id) as meter_id,
        count(*)::integer as subscriptions,
        (array_agg(rights.subscription_id order by rights.starts_at, rights.subscription_id))[1]
            as first_subscription_id,
        bool_or(rights.is_included) as is_included,
        case when not bool_or(rights.is_unlimited) then sum(rights.quantity_included) end as quantity_included,
        bool_or(rights.is_unlimited) as is_unlimited
    from spans
    inner join rights
        on
            spans.client_id = rights.client_id
            and spans.feature_id = rights.feature_id
            and spans.span_from >= rights.right_from
            and spans.span_until <= rights.right_until
    group by
        spans.client_id,
        spans.feature_id,
        spans.span_from,
        spans.span_until

)

select * from final
