with versions as (

    select * from {{ ref('int_reference_versions') }}
    where
        kind = 'prices'
        and not is_deleted
        and payload ->> 'model' in (
            'recurring', 'standard', 'package', 'graduated', 'volume', 'percentage', 'graduated_percentage', 'level'
        )

),

-- Tiers in their order: each begins where the one before it ends.
tiers as (

    select
        versions.id,
        versions.valid_from,
        tier.place,
        coalesce(
            lag({{ exact_number("tier.said ->> 'to'") }}) over (
                partition by versions.id, versions.valid_from
                order by tier.place
            ), 0
        ) as lower_bound,
        {{ exact_number("tier.said ->> 'to'") }} as upper_bound,
        coalesce(
            {{ exact_number("tier.said ->> 'unit'") }}, {{ exact_number("tier.said ->> 'rate_percent'") }} * 0.01, 0
        ) as unit_amount,
        coalesce({{ exact_number("tier.said ->> 'flat'") }}, 0) as flat_amount
    from versions
    cross join lateral jsonb_array_elements(
        case jsonb_typeof(versions.payload -> 'tiers') when 'array' then versions.payload -> 'tiers' end
    ) with ordinality as tier (said, place)

),

tiers_by_price as (

    select
        id,
        valid_from,
        array_agg(lower_bound order by place) as tier_lowers,
        array_agg(upper_bound order by place) as tier_uppers,
        array_agg(unit_amount order by place) as tier_units,
        array_agg(flat_amount order by place) as tier_flats
    from tiers
    group by id, valid_from

),

final as (

    select
        versions.id as price_id,
        versions.valid_from,
        versions.valid_until,
        versions.valid_until = 'infinity' as is_current,
        versions.payload ->> 'plan_id' as plan_id,
        coalesce(versions.payload ->> 'meter_id', 'none') as meter_id,
        coalesce(versions.payload ->> 'name', versions.id) as name,
        versions.payload ->> 'model' as model,
        coalesce(
            {{ exact_number("versions.payload ->> 'unit_amount'") }},
            {{ exact_number("versions.payload ->> 'amount'") }}
        ) as unit_amount,
        {% for field in price_numbers() -%}
        {{ exact_number("versions.payload ->> '" ~ field ~ "'") }} as {{ field }},
        {% endfor -%}
        {{ exact_number("versions.payload ->> 'free_events'") }}::bigint as free_events,
        tiers_by_price.tier_lowers,
        tiers_by_price.tier_uppers,
        tiers_by_price.tier_units,
        tiers_by_price.tier_flats
    from versions
    left join tiers_by_price
        on
            versions.id = tiers_by_price.id
            and versions.valid_from = tiers_by_price.valid_from

)

select * from final
