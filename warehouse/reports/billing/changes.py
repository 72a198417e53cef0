"""Which resources cost more, or less, in one span than in another: new, grown, shrunk, gone."""

from collections.abc import Sequence

from psycopg import sql

from warehouse.access import Scope
from warehouse.reports.billing.answering import answer, require_one_currency
from warehouse.reports.billing.asked import BillingFilter, Span
from warehouse.reports.billing.rated import exactly, rated
from warehouse.reports.report import Column, Report
from warehouse.reports.wording import require_known
from warehouse.settings import Settings

CHANGES = ("new", "grown", "shrunk", "gone")
_CHANGES = (
    Column("provider_id", "text", "The provider of the resource."),
    Column("resource_id", "text", "What costs; ids are the provider's own."),
    Column("currency", "text", "The currency of its rates."),
    Column("change", "text", "new, grown, shrunk or gone."),
    Column("left_exact_cents", "exact", "What it cost in the span to compare with."),
    Column("right_exact_cents", "exact", "What it costs in the span asked for."),
    Column("difference_exact_cents", "exact", "How much more that is."),
)
_STATEMENT = """
    with
    right_side as ({right}),
    left_side as ({left}),
    compared as (
        select
            provider_id, resource_id, currency,
            coalesce(left_side.worth, 0) as left_worth, coalesce(right_side.worth, 0) as right_worth
        from left_side
        full join right_side using (provider_id, resource_id, currency)
    ),
    changed as (
        select *,
            case
                when left_worth = 0 then 'new'
                when right_worth = 0 then 'gone'
                when left_worth < right_worth then 'grown'
                else 'shrunk'
            end as change
        from compared
        where left_worth <> right_worth
    )
    select
        provider_id, resource_id, currency, change, {left_worth}, {right_worth}, {difference}
    from changed
    where change = any(%(changes)s)
    order by abs(right_worth - left_worth) desc, provider_id collate "C", resource_id collate "C"
"""
_SIDE = """
    with {rated}
    select provider_id, resource_id, currency, sum(rate_cents * parts) as worth
    from rated
    group by provider_id, resource_id, currency
"""


def resource_changes(
    scope: Scope,
    asked: BillingFilter,
    earlier: Span,
    *,
    changes: Sequence[str] = CHANGES,
    settings: Settings | None = None,
) -> Report:
    """The resources whose worth differs between `earlier` and the span asked for, the greatest difference first.

    Raises `ReportError` for two currencies.
    """
    require_known("change", changes, CHANGES)
    right, parameters = rated(scope, asked)
    left, of_left = rated(scope, BillingFilter(earlier, asked.now, asked.where), "earlier")
    statement = sql.SQL(_STATEMENT).format(
        right=sql.SQL(_SIDE).format(rated=right),
        left=sql.SQL(_SIDE).format(rated=left),
        left_worth=exactly("left_worth"),
        right_worth=exactly("right_worth"),
        difference=exactly("right_worth - left_worth"),
    )
    told = {**asked.told, "earlier": str(earlier), "changes": list(changes)}
    parameters |= {**of_left, "changes": list(changes)}
    marts = ("fct_billable_periods",)
    return require_one_currency(answer("resource_changes", _CHANGES, marts, statement, parameters, told, settings))
