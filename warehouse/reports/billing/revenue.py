"""What the time of a span is worth at its rates, whoever owned it; free hours of each resource and rate come off."""

from decimal import Decimal

from psycopg import sql

from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports.billing.answering import answer, require_one_currency
from warehouse.reports.billing.asked import BillingFilter
from warehouse.reports.billing.rated import PARTS, exactly, rated, whole_cents
from warehouse.reports.report import Column, Report
from warehouse.settings import Settings

_REVENUE = (
    Column("currency", "text", "The currency of the rates."),
    Column("resources", "count", "Resources with time in the span."),
    Column("hours", "exact", "Hours at hourly rates, times how many of it."),
    Column("free_hours", "exact", "Those of them that are free."),
    Column("months", "exact", "Calendar months at monthly rates, times how many of it."),
    Column("amount_exact_cents", "exact", "Rate times quantity without the free hours, not rounded to whole cents."),
    Column("amount_cents", "cents", "The same in whole cents, half a cent to the even one."),
)
_STATEMENT = """
    with {rated},
    used as (
        select provider_id, resource_id, rate_code, rate_period, rate_cents, currency, sum(parts) as parts
        from rated
        group by provider_id, resource_id, rate_code, rate_period, rate_cents, currency
    ),
    credited as (
        select *, case rate_period when 'hour' then least(parts, %(free_hours)s * {one}) else 0 end as free
        from used
    ),
    totals as (
        select
            currency,
            count(distinct (provider_id, resource_id)) as resources,
            coalesce(sum(parts) filter (where rate_period = 'hour'), 0) as hours,
            sum(free) as free,
            coalesce(sum(parts) filter (where rate_period = 'month'), 0) as months,
            sum(rate_cents * (parts - free)) as worth
        from credited
        group by currency
    )
    select currency, resources, {hours}, {free}, {months}, {exact}, {whole}
    from totals
    order by currency
"""


def revenue(
    scope: Scope, asked: BillingFilter, *, free_hours: Decimal = Decimal(0), settings: Settings | None = None
) -> Report:
    """One row with the total, none if there is nothing; raises `ReportError` for two currencies.

    `free_hours` are those of each resource at each hourly rate code that cost nothing.
    """
    if not free_hours.is_finite() or free_hours < 0:
        raise ReportError(f"Free hours are a number of at least 0, not {free_hours}.")
    ctes, parameters = rated(scope, asked)
    statement = sql.SQL(_STATEMENT).format(
        rated=ctes,
        one=sql.Literal(PARTS),
        hours=exactly("hours"),
        free=exactly("free"),
        months=exactly("months"),
        exact=exactly("worth"),
        whole=whole_cents("worth"),
    )
    told = {**asked.told, "free_hours": str(free_hours)}
    parameters |= {"free_hours": free_hours}
    marts = ("fct_billable_periods",)
    return require_one_currency(answer("revenue", _REVENUE, marts, statement, parameters, told, settings))
