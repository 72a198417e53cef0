"""What the world's clients owe, reckoned with fractions from the rows it was drawn as, and never by SQL."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from math import ceil
from typing import Any

import polars as pl

from meterhouse.simulate.days import microseconds
from meterhouse.simulate.pricing import METERS, PLANS, PRICES, Said, Subscription, list_subscriptions
from meterhouse.simulate.routes import ROUTES
from meterhouse.simulate.truth import Rows
from meterhouse.simulate.world import World

CURRENCIES = {str(plan["plan_id"]): str(plan["currency"]) for plan in PLANS}
Quantities = dict[tuple[str, int, date], int]


def tell_bills(events: pl.DataFrame, world: World) -> tuple[Rows, Rows]:
    """`Truth.bill_lines` and `Truth.invoices` of attributed events."""
    subscriptions = list_subscriptions(world.people, world.calendar)
    quantities = _quantities(events, subscriptions)
    last: date = events.select(pl.max_horizontal(pl.col("usage_date", "local_date").max())).item()
    lines: Rows = []
    for month in _months(world.calendar.first_day, last):
        for one in subscriptions:
            lines += _lines(one, world.people.clients[one.client].client_id, month, quantities)
    return lines, _invoices(lines)


def _invoices(lines: Rows) -> Rows:
    owed: dict[tuple[str, str, str], int] = {}
    for line in lines:
        key = (line["usage_month"], line["client_id"], line["currency"])
        owed[key] = owed.get(key, 0) + line["amount_cents"]
    return [
        {"usage_month": month, "payer_id": payer_id, "currency": currency, "amount_cents": cents}
        for (month, payer_id, currency), cents in sorted(owed.items())
    ]


def amount_of(price: Said, quantity: int, share: Fraction) -> Fraction:
    """What a quantity costs; what a price says per month counts by the share of the month in which it held."""
    if price["model"] == "recurring":
        return Fraction(price["amount"]) * share
    if price["model"] == "standard":
        return max(quantity - Fraction(price.get("included", 0)) * share, Fraction(0)) * Fraction(price["unit_amount"])
    if price["model"] == "package":
        return Fraction(ceil(Fraction(quantity, price["package_size"]))) * Fraction(price["package_amount"])
    return sum((_inside(tier, quantity, share) * Fraction(tier["unit"]) for tier in price["tiers"]), Fraction(0))


def _inside(tier: Said, quantity: int, share: Fraction) -> Fraction:
    """What of the quantity lies in a tier."""
    reached = min(Fraction(quantity), Fraction(tier["to"]) * share) if "to" in tier else Fraction(quantity)
    return max(reached - Fraction(tier["from"]) * share, Fraction(0))


def _lines(one: Subscription, client_id: str, month: date, quantities: Quantities) -> Rows:
    share = _share(one.starts_at, month)
    rows = []
    for price in PRICES if share else ():
        if price["plan_id"] == one.plan_id:
            quantity = quantities.get((price.get("meter_id", "none"), one.client, month), 0)
            amount = amount_of(price, quantity, share)
            if quantity or amount:
                rows.append(_line(price, client_id, month, quantity, amount))
    return rows


def _line(price: Said, client_id: str, month: date, quantity: int, amount: Fraction) -> dict[str, Any]:
    return {
        "usage_month": month.isoformat(), "client_id": client_id, "price_id": price["price_id"],
        "currency": CURRENCIES[price["plan_id"]], "quantity": quantity, "amount_cents": round(amount * 100),
    }  # fmt: skip


def _quantities(events: pl.DataFrame, subscriptions: list[Subscription]) -> Quantities:
    """By meter, client and month: of listed usage that did not fail, from the client's start on."""
    starts = pl.DataFrame(
        [(one.client, microseconds(one.starts_at)) for one in subscriptions],
        schema={"client": pl.Int64, "starts": pl.Int64},
        orient="row",
    )
    billable = (
        events.with_columns(pl.col("client").cast(pl.Int64))
        .join(starts, on="client")
        .filter(pl.col("is_listed") & (pl.col("status") < 500) & (pl.col("usage_at") >= pl.col("starts")))
    )
    found: Quantities = {}
    for meter in METERS:
        routes = [number for number, route in enumerate(ROUTES) if _counts(meter, route.provider, route.api)]
        month = pl.col("usage_date").dt.truncate("1mo").alias("month")
        counted = billable.filter(pl.col("route").is_in(routes)).group_by("client", month).agg(_worth(meter))
        found |= {(meter["meter_id"], client, month): int(worth) for client, month, worth in counted.iter_rows()}
    return found


def _counts(meter: Said, provider: str, api: str) -> bool:
    said = {"provider_id": provider, "api_id": api}
    return all(said[name] in values for name, values in meter["filter"].items())


def _worth(meter: Said) -> pl.Expr:
    if meter["aggregation"] == "count":
        return pl.len().alias("worth")
    columns = {"records_total": ("records_new", "records_changed")}.get(meter["value"], (meter["value"],))
    # −1 is for nothing told.
    return sum((pl.col(name).clip(lower_bound=0).sum() for name in columns), pl.lit(0)).alias("worth")


def _share(starts_at: datetime, month: date) -> Fraction:
    """Of the month's seconds those from the start on."""
    begins = datetime.combine(month, time(), UTC)
    ends = begins + timedelta(days=monthrange(month.year, month.month)[1])
    held = max(ends - max(starts_at, begins), timedelta())
    return Fraction(held // timedelta(seconds=1), (ends - begins) // timedelta(seconds=1))


def _months(first: date, last: date) -> list[date]:
    months = [first.replace(day=1)]
    while (following := (months[-1] + timedelta(days=31)).replace(day=1)) <= last:
        months.append(following)
    return months
