"""Billable units: the unbroken time of each event that the rows asked for have, with its quantity and its worth."""

from psycopg import sql

from warehouse.access import Scope
from warehouse.reports.billing.answering import answer
from warehouse.reports.billing.asked import BillingFilter
from warehouse.reports.billing.rated import exactly, rated
from warehouse.reports.report import Column, Report
from warehouse.settings import Settings

PRODUCT = (
    Column("provider_id", "text", "The provider of the resource."),
    Column("resource_id", "text", "What costs; ids are the provider's own."),
    Column("product_group", "text", "The rate code's group of products."),
    Column("product_name", "text", "The event's own product name, else the rate code's."),
)
RATE = (
    Column("rate_code", "text", "The rate code's slug."),
    Column("rate_period", "text", "hour or month: what the rate is for."),
    Column("rate_cents", "cents", "What an hour, or a month, of one costs."),
    Column("currency", "text", "The rate's currency."),
)
QUANTITY = Column("quantity", "exact", "Hours, or calendar months, times how many of it.")
AMOUNT = Column("amount_exact_cents", "exact", "Rate times quantity, not rounded to whole cents.")
_UNITS = (
    *PRODUCT,
    Column("description", "text", "What the event says of itself."),
    Column("event_id", "text", "The event; ids are the provider's own."),
    *RATE,
    Column("from_at", "instant", "First instant of the unit."),
    Column("until_at", "instant", "Its end, not included."),
    Column("qty", "exact", "How many of it."),
    QUANTITY,
    AMOUNT,
)
_ATTRIBUTES = (
    "provider_id", "resource_id", "product_group", "product_name", "description", "event_id", "rate_code",
    "rate_period", "rate_cents", "currency", "qty",
)  # fmt: skip
# Periods of one event that touch are one unit, also where the owner changes: whose rows they are was asked before.
_STATEMENT = """
    with {rated},
    marked as (
        select *,
            from_at is distinct from lag(until_at) over (partition by provider_id, event_id order by from_at) as begins
        from rated
    ),
    numbered as (
        select *,
            count(*) filter (where begins) over (partition by provider_id, event_id order by from_at) as unit_no
        from marked
    ),
    units as (
        select {attributes}, min(from_at) as from_at, max(until_at) as until_at, sum(parts) as parts
        from numbered
        group by {attributes}, unit_no
    )
    select
        provider_id, resource_id, product_group, product_name, description, event_id::text, rate_code, rate_period,
        rate_cents, currency, from_at, until_at, qty, {quantity}, {amount}
    from units
    order by provider_id collate "C", resource_id collate "C", from_at, event_id
"""


def units(scope: Scope, asked: BillingFilter, settings: Settings | None = None) -> Report:
    """The units of all rows that the scope may see and the filters keep, by resource and time."""
    return _answered("units", scope, asked, settings)


def account_usage(scope: Scope, owner_id: str, asked: BillingFilter, settings: Settings | None = None) -> Report:
    """What an owner used: the units of its resources for as long as it had them."""
    return _answered("account_usage", scope, _also(asked, owner_id=owner_id), settings)


def rate_code_usage(scope: Scope, rate_code: str, asked: BillingFilter, settings: Settings | None = None) -> Report:
    """The units of a rate code, whoever owned them."""
    return _answered("rate_code_usage", scope, _also(asked, rate_code=rate_code), settings)


def _also(asked: BillingFilter, **more: str) -> BillingFilter:
    return BillingFilter(asked.span, asked.now, {**asked.where, **{name: (value,) for name, value in more.items()}})


def _answered(name: str, scope: Scope, asked: BillingFilter, settings: Settings | None) -> Report:
    ctes, parameters = rated(scope, asked)
    statement = sql.SQL(_STATEMENT).format(
        rated=ctes,
        attributes=sql.SQL(", ").join(map(sql.Identifier, _ATTRIBUTES)),
        quantity=exactly("parts"),
        amount=exactly("rate_cents * parts"),
    )
    return answer(name, _UNITS, ("fct_billable_periods",), statement, parameters, asked.told, settings)
