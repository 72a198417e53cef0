"""From the quantity to the amount: what is included, each tier, discount, minimum, maximum, and the one rounding."""

from decimal import Decimal, localcontext

import psycopg

from warehouse.reports.explaining.line import DIGITS, BilledLine
from warehouse.reports.report import Column, Report, frame_of

COLUMNS = (
    Column("step", "text", "What is done."),
    Column("by", "text", "By which word of the price."),
    Column("quantity", "exact", "How much of it."),
    Column("amount", "exact", "What that adds to the amount, or takes off."),
)
Step = tuple[str, str, Decimal | None, Decimal | None]

# The tiers as `rating.line` has them, and the share of a level's time.
_TIERS = """
    select tier.tier, tier.tier_quantity,
        rating.of_month(tier.tier_amount, case when not %(is_flow)s then %(seconds)s else %(month)s end, %(month)s),
        (said.terms).tier_uppers[tier.tier], (said.terms).tier_units[tier.tier], (said.terms).tier_flats[tier.tier]
    from (select jsonb_populate_record(null::rating.terms, %(terms)s::jsonb) as terms) as said
    cross join lateral rating.tier_parts(
        said.terms, %(billable)s, case when %(is_flow)s then %(seconds)s else %(month)s end, %(month)s
    ) as tier
    order by tier.tier
"""
_WORDS = (
    "unit_amount", "package_amount", "package_size", "rate_percent", "fixed_amount", "free_events", "free_units",
)  # fmt: skip
_TIERED = ("graduated", "volume", "graduated_percentage")
_CORRECTIONS = (
    ("discount", "discount_amount", -1),
    ("minimum", "minimum_amount", 1),
    ("maximum", "maximum_amount", -1),
)


def price_steps(connection: psycopg.Connection, line: BilledLine) -> Report:
    """The steps whose amounts add up to the line."""
    with localcontext(prec=DIGITS):
        rows = [(step, by, _short(quantity), _short(amount)) for step, by, quantity, amount in _steps(connection, line)]
    return Report("price_steps", COLUMNS, frame_of(COLUMNS, rows), ("fct_billing_lines",))


def _steps(connection: psycopg.Connection, line: BilledLine) -> list[Step]:
    steps = _usage_steps(connection, line) if line.is_usage else _resource_steps(line)
    cents = Decimal(line.amount_cents) / 100
    steps.append(("rounded", "once, half to even", None, cents - line.amount))
    for name, invoiced in line.invoiced:
        steps.append(("invoiced", f"on line {name}", None, Decimal(-invoiced) / 100))
    steps.append(("line", line.name, None, Decimal(line.own_cents) / 100))
    return steps


def _usage_steps(connection: psycopg.Connection, line: BilledLine) -> list[Step]:
    terms, model = line.said["terms"], line.said["terms"].get("model", "")
    steps: list[Step] = [("quantity", line.said["meter_id"], line.quantity, None)]
    if line.included_quantity:
        steps.append(("included", f"included {terms.get('included', '')}", -line.included_quantity, None))
    if not line.events and not line.quantity and not line.amount:
        return steps
    if model in _TIERED:
        steps += _tiers(connection, line)
    else:
        steps.append((model, _words(terms), line.billable_quantity, _number(terms["charged_amount"])))
    for name, field, sign in _CORRECTIONS:
        if amount := _number(terms[field]):
            by = {"discount": f"{terms.get('discount_percent')} %"}.get(name, str(terms.get(name)))
            steps.append((name, by, None, sign * amount))
    return steps


def _tiers(connection: psycopg.Connection, line: BilledLine) -> list[Step]:
    terms = line.said["terms"]
    given = {
        "terms": line.said["terms_text"], "billable": line.billable_quantity, "is_flow": terms["is_flow"],
        "seconds": _number(terms["seconds"]), "month": _number(terms["month_seconds"]),
    }  # fmt: skip
    return [
        (f"tier {tier}", f"to {_plain(upper)}, {_plain(unit)} each, {_plain(flat)} flat", quantity, amount)
        for tier, quantity, amount, upper, unit, flat in connection.execute(_TIERS.encode(), given)
    ]


def _resource_steps(line: BilledLine) -> list[Step]:
    terms = line.said["terms"]
    by = f"{terms['rate_cents']} cents an {terms['rate_period']}".replace("an month", "a month")
    return [(terms["rate_period"] + "s", line.said["rate_code"], line.quantity, None), ("rate", by, None, line.amount)]


def _words(terms: dict[str, object]) -> str:
    """What a price without tiers says, in its own words."""
    return ", ".join(f"{name} {terms[name]}" for name in _WORDS if name in terms)


def _plain(value: Decimal | None) -> str:
    return "no end" if value is None else f"{value:f}"


def _number(value: object) -> Decimal:
    return Decimal(str(value))


def _short(value: Decimal | None) -> Decimal | None:
    return None if value is None else round(value, 12)
