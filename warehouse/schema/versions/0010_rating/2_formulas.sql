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

-- What an amount of a whole month is for a part of it, both in seconds. Divided last, so that what can be exact is;
-- an endless fraction keeps 24 decimals.
create function rating.of_month(amount numeric, part numeric, whole numeric) returns numeric
language sql immutable parallel safe as $$
    select case when part = whole then amount else (amount * part)::numeric(80, 24) / whole end
$$;

-- Whether a price looks at single events: of what it says, their sum alone is not enough.
create function rating.looks_at_events(terms rating.terms) returns boolean
language sql immutable parallel safe as $$
    select terms.model = 'percentage' and (
        coalesce(terms.free_events, terms.event_minimum, terms.event_maximum) is not null
        or (terms.fixed_amount > 0 and terms.free_units > 0)
    ) is true
$$;

-- What one event costs by a percentage price: `place` is its place in time among the line's events, `total` what they
-- add up to with it. Free are the first `free_events`, and of their value the first `free_units`.
create function rating.event_amount(
    terms rating.terms, value numeric, place bigint, total numeric, part numeric, whole numeric
) returns table (amount numeric)
language sql immutable parallel safe as $$
    select case
        when free.is_early and (terms.free_units is null or total < free.units) then 0
        else least(
            greatest(
                (value - free.inside) * terms.rate_percent / 100 + coalesce(terms.fixed_amount, 0), terms.event_minimum
            ),
            terms.event_maximum
        )
    end
    from (
        select early.is_early, early.units, case
            when not early.is_early then 0
            when terms.free_units is null then value
            else least(value, greatest(early.units - (total - value), 0))
        end as inside
        from (
            select
                coalesce(terms.free_events, terms.free_units) is not null
                and (terms.free_events is null or place * whole <= terms.free_events * part) as is_early,
                rating.of_month(terms.free_units, part, whole) as units
        ) as early
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
    terms rating.terms, quantity numeric, part numeric, whole numeric
) returns table (tier bigint, tier_quantity numeric, tier_amount numeric)
language sql immutable parallel safe as $$
    select
        tier.place,
        inside.quantity,
        inside.quantity * tier.unit + rating.of_month(tier.flat, part, whole)
    from unnest(terms.tier_lowers, terms.tier_uppers, terms.tier_units, terms.tier_flats)
        with ordinality as tier (lower, upper, unit, flat, place)
    cross join lateral (
        -- Of the last tier `upper` is null, which `least` leaves out.
        select case terms.model
            when 'volume' then tier_parts.quantity
            else least(tier_parts.quantity, rating.of_month(tier.upper, part, whole))
                - rating.of_month(tier.lower, part, whole)
        end as quantity
    ) as inside
    where
        (tier_parts.quantity * whole > tier.lower * part or tier.lower = 0)
        and (terms.model <> 'volume' or tier_parts.quantity * whole <= tier.upper * part or tier.upper is null)
$$;

-- What a quantity costs by itself. `part` of the `whole` month scales what a price says per month: fees, free units,
-- limits of tiers, flat amounts. `by_event` is the sum of `rating.event_amount` or `rating.level_amount`, where a price
-- looks at single events.
create function rating.charged(
    terms rating.terms, quantity numeric, events numeric, part numeric, whole numeric, by_event numeric
) returns table (amount numeric)
language sql immutable parallel safe as $$
    select case terms.model
        when 'standard' then quantity * terms.unit_amount
        when 'recurring' then rating.of_month(terms.unit_amount, part, whole)
        when 'package' then
            ceil(greatest(quantity - rating.of_month(coalesce(terms.free_units, 0), part, whole), 0) / terms.package_size)
            * terms.package_amount
        when 'percentage' then coalesce(
            by_event,
            greatest(quantity - rating.of_month(coalesce(terms.free_units, 0), part, whole), 0)
            * terms.rate_percent / 100 + events * coalesce(terms.fixed_amount, 0)
        )
        -- What each level costs for its time, added up.
        when 'level' then coalesce(by_event, 0)
        else (select sum(tier.tier_amount) from rating.tier_parts(terms, quantity, part, whole) as tier)
    end
$$;

-- A line: what is included and what is left to be charged; then the charge, what a discount takes off, what a minimum
-- puts on and what a maximum takes off again. The amount is the first less the second, and so on.
-- `seconds` of `month_seconds` is for how long the price held: of a flow they scale what the price says per month, of a
-- level, which is the same at any time, all amounts. Each `offset 0` keeps the planner from writing an expression
-- wherever its value is used: the charge would be reckoned dozens of times for each line.
create function rating.line(
    terms rating.terms, quantity numeric, events numeric, is_flow boolean, seconds numeric, month_seconds numeric,
    by_event numeric
) returns table (
    included_quantity numeric, billable_quantity numeric, charged_amount numeric, discount_amount numeric,
    minimum_amount numeric, maximum_amount numeric, amount numeric
)
language sql immutable parallel safe as $$
    select
        inside.quantity,
        beyond.quantity,
        shown.charged,
        shown.discounted,
        shown.raised,
        shown.cut,
        shown.charged - shown.discounted + shown.raised - shown.cut
    from (
        select case when is_flow then seconds else month_seconds end as flow,
            case when is_flow then month_seconds else seconds end as level
        offset 0
    ) as part
    cross join lateral (
        select least(
            greatest(line.quantity, 0), rating.of_month(coalesce(terms.included, 0), part.flow, month_seconds)
        ) as quantity
        offset 0
    ) as inside
    cross join lateral (select greatest(line.quantity, 0) - inside.quantity as quantity offset 0) as beyond
    cross join lateral (
        select reckoned.amount
        from rating.charged(terms, beyond.quantity, events, part.flow, month_seconds, by_event) as reckoned
        offset 0
    ) as charged
    cross join lateral (
        select charged.amount * coalesce(terms.discount_percent, 0) / 100 as amount offset 0
    ) as discounted
    cross join lateral (
        select case
            when terms.minimum is null then 0
            else greatest(
                rating.of_month(terms.minimum, part.flow, month_seconds) - (charged.amount - discounted.amount), 0
            )
        end as amount
        offset 0
    ) as raised
    cross join lateral (
        select case
            when terms.maximum is null then 0
            else greatest(
                charged.amount - discounted.amount + raised.amount
                - rating.of_month(terms.maximum, part.flow, month_seconds), 0
            )
        end as amount
        offset 0
    ) as cut
    cross join lateral (
        select
            rating.of_month(charged.amount, part.level, month_seconds) as charged,
            rating.of_month(discounted.amount, part.level, month_seconds) as discounted,
            rating.of_month(raised.amount, part.level, month_seconds) as raised,
            rating.of_month(cut.amount, part.level, month_seconds) as cut
        offset 0
    ) as shown
    offset 0
$$;
