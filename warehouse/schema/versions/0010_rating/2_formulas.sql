-- The formulas of all charge models, each once: models and reports both call them. Functions that return a table are
-- read by the planner as if their text stood in the query; one call for each of 50,000 lines would cost seconds.
create schema rating;

-- What a price says, numbers only. Tiers are arrays in their order; `tier_lowers` is where the tier before ends.
create type rating.terms as (
    model text,
    unit_amount numeric,
    package_size numeric,
    package_amount numeric,
    rate_percent numeric,
    fixed_amount numeric,
    free_events bigint,
    free_units numeric,
    event_minimum numeric,
    event_maximum numeric,
    tier_lowers numeric[],
    tier_uppers numeric[],
    tier_units numeric[],
    tier_flats numeric[],
    included numeric,
    discount_percent numeric,
    minimum numeric,
    maximum numeric
);

-- Whole hundredths, half to even.
create function rating.cents(amount numeric) returns bigint
language sql immutable parallel safe as $$
    select case
        when abs(amount * 100 % 1) = 0.5 then 2 * round(amount * 50)
        else round(amount * 100)
    end::bigint
$$;

-- What one event costs by a percentage price: `place` is its place in time among the line's events, `total` what they
-- add up to with it. Free are the first `free_events`, and of their value the first `free_units`.
create function rating.event_amount(
    terms rating.terms, value numeric, place bigint, total numeric, share numeric
) returns table (amount numeric)
language sql immutable parallel safe as $$
    select case
        when is_free.events and (terms.free_units is null or total < terms.free_units * share) then 0
        else least(
            greatest(
                (value - free.units) * terms.rate_percent / 100 + coalesce(terms.fixed_amount, 0), terms.event_minimum
            ),
            terms.event_maximum
        )
    end
    from (
        select coalesce(terms.free_events, terms.free_units) is not null
            and (terms.free_events is null or place <= terms.free_events * share) as events
    ) as is_free
    cross join lateral (
        select case
            when not is_free.events then 0
            when terms.free_units is null then value
            else least(value, greatest(terms.free_units * share - (total - value), 0))
        end as units
    ) as free
$$;

-- What a level costs for a month: the flat amount of its tier.
create function rating.level_amount(terms rating.terms, level numeric) returns table (amount numeric)
language sql immutable parallel safe as $$
    select (
        select tier.flat
        from unnest(terms.tier_lowers, terms.tier_flats) as tier (lower, flat)
        where level > tier.lower or tier.lower = 0
        order by tier.lower desc
        limit 1
    )
$$;

-- How a quantity lies in the tiers of a price, and what each part costs. Graduated: to each tier what is inside it.
-- Volume: all of it to the one tier it ends in. The first tier is reached by nothing at all, too.
create function rating.tier_parts(
    terms rating.terms, quantity numeric, share numeric
) returns table (tier bigint, tier_quantity numeric, tier_amount numeric)
language sql immutable parallel safe as $$
    select
        tier.place,
        part.quantity,
        part.quantity * tier.unit + tier.flat * share
    from unnest(terms.tier_lowers, terms.tier_uppers, terms.tier_units, terms.tier_flats)
        with ordinality as tier (lower, upper, unit, flat, place)
    cross join lateral (
        -- Of the last tier `upper` is null, which `least` leaves out.
        select case terms.model
            when 'volume' then tier_parts.quantity
            else least(tier_parts.quantity, tier.upper * share) - tier.lower * share
        end as quantity
    ) as part
    where
        (tier_parts.quantity > tier.lower * share or tier.lower = 0)
        and (terms.model <> 'volume' or tier_parts.quantity <= tier.upper * share or tier.upper is null)
$$;

-- What a quantity costs by itself. `share` of the month scales what a price says per month: free units, limits of
-- tiers, flat amounts. `by_event` is the sum of `rating.event_amount` or `rating.level_amount`, where a price looks at
-- single events.
create function rating.charged(
    terms rating.terms, quantity numeric, events numeric, share numeric, by_event numeric
) returns table (amount numeric)
language sql immutable parallel safe as $$
    select case terms.model
        when 'recurring' then quantity * terms.unit_amount
        when 'standard' then quantity * terms.unit_amount
        when 'package' then
            ceil(greatest(quantity - coalesce(terms.free_units, 0) * share, 0) / terms.package_size)
            * terms.package_amount
        when 'percentage' then coalesce(
            by_event,
            greatest(quantity - coalesce(terms.free_units, 0) * share, 0) * terms.rate_percent / 100
            + events * coalesce(terms.fixed_amount, 0)
        )
        -- What each level costs for its time, added up.
        when 'level' then coalesce(by_event, 0)
        else (select sum(part.tier_amount) from rating.tier_parts(terms, quantity, share) as part)
    end
$$;

-- A line: what is included and what is left to be charged; then the charge, what a discount takes off, what a minimum
-- puts on and what a maximum takes off again. The amount is the first less the second, and so on.
-- `share` scales what a price says per month; `weight` all amounts, of quantities that are levels and not flows.
create function rating.line(
    terms rating.terms, quantity numeric, events numeric, share numeric, weight numeric, by_event numeric
) returns table (
    included_quantity numeric, billable_quantity numeric, charged_amount numeric, discount_amount numeric,
    minimum_amount numeric, maximum_amount numeric, amount numeric
)
language sql immutable parallel safe as $$
    select
        inside.quantity,
        beyond.quantity,
        charged.amount * weight,
        discounted.amount * weight,
        raised.amount * weight,
        cut.amount * weight,
        (charged.amount - discounted.amount + raised.amount - cut.amount) * weight
    from (select least(greatest(line.quantity, 0), coalesce(terms.included, 0) * share) as quantity) as inside
    cross join lateral (select greatest(line.quantity, 0) - inside.quantity as quantity) as beyond
    cross join lateral rating.charged(terms, beyond.quantity, events, share, by_event) as charged
    cross join lateral (select charged.amount * coalesce(terms.discount_percent, 0) / 100 as amount) as discounted
    cross join lateral (
        select case
            when terms.minimum is null then 0
            else greatest(terms.minimum * share - (charged.amount - discounted.amount), 0)
        end as amount
    ) as raised
    cross join lateral (
        select case
            when terms.maximum is null then 0
            else greatest(charged.amount - discounted.amount + raised.amount - terms.maximum * share, 0)
        end as amount
    ) as cut
$$;
