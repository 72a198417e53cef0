"""The invoice of a payer: what each of its resources cost in a span, rounded once, on the line."""

from psycopg import sql

from warehouse.access import Scope
from warehouse.reports.billing.answering import answer, require_one_currency
from warehouse.reports.billing.asked import BillingFilter
from warehouse.reports.billing.rated import exactly, rated, whole_cents
from warehouse.reports.billing.units import AMOUNT, PRODUCT, QUANTITY, RATE
from warehouse.reports.report import Column, Report
from warehouse.settings import Settings

_LINES = (
    *PRODUCT,
    *RATE,
    Column("first_at", "instant", "The first instant that is on the line."),
    Column("last_at", "instant", "The last end of what is on the line."),
    QUANTITY,
    AMOUNT,
    Column("amount_cents", "cents", "The same in whole cents, half a cent to the even one."),
)
_KEY = (
    "provider_id", "resource_id", "product_group", "product_name", "rate_code", "rate_period", "rate_cents", "currency",
)  # fmt: skip
_STATEMENT = """
    with {rated},
    lines as (
        select {key}, min(from_at) as first_at, max(until_at) as last_at, sum(parts) as parts
        from rated
        group by {key}
    )
    select {key}, first_at, last_at, {quantity}, {exact}, {whole}
    from lines
    order by {order}
"""


def invoice(scope: Scope, payer_id: str, asked: BillingFilter, settings: Settings | None = None) -> Report:
    """The lines of a payer: one for each resource, product and rate code; raises `ReportError` for two currencies."""
    asked = BillingFilter(asked.span, asked.now, {**asked.where, "payer_id": (payer_id,)})
    ctes, parameters = rated(scope, asked)
    statement = sql.SQL(_STATEMENT).format(
        rated=ctes,
        key=sql.SQL(", ").join(map(sql.Identifier, _KEY)),
        quantity=exactly("parts"),
        exact=exactly("rate_cents * parts"),
        whole=whole_cents("rate_cents * parts"),
        order=sql.SQL(", ").join(
            sql.SQL("{}{}").format(sql.Identifier(name), sql.SQL("" if name == "rate_cents" else ' collate "C"'))
            for name in _KEY
        ),
    )
    marts = ("fct_billable_periods",)
    return require_one_currency(answer("invoice", _LINES, marts, statement, parameters, asked.told, settings))
