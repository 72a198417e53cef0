"""Every month that has anything to do with bills, closed or not, and what a month comes to by what is known now."""

from warehouse.access import Scope
from warehouse.book import BillingMonth
from warehouse.errors import ReportError
from warehouse.reports.book.reading import answer
from warehouse.reports.report import Column, Report
from warehouse.settings import Settings

_MONTHS = (
    Column("usage_month", "text", "The month."),
    Column("state", "text", "closed, open, included in the first closing of a later one, or billed elsewhere."),
    Column("closed_at", "instant", "When it was closed."),
    Column("closed_by", "text", "By whom."),
    Column("invoices", "count", "Invoices of a closed month."),
    Column("lines", "count", "Lines of those invoices; of other months the lines that are known."),
    Column("why", "text", "Why it was closed although something spoke against it."),
    Column("against", "text", "What that was."),
)
_MONTHS_STATEMENT = """
    with known as (
        select usage_month, sum(lines) as lines
        from (
            select usage_month, count(*) as lines from marts.fct_billing_lines group by usage_month
            union all
            select usage_month, 0 from marts.fct_months_rated
        ) as either
        group by usage_month
    ),
    book as (select min(usage_month) as first_closed, max(begins_with) as begins_with from marts.fct_closings)
    select
        to_char(usage_month, 'YYYY-MM'),
        case
            when closing.closing_no is not null then 'closed'
            when usage_month < book.begins_with then 'elsewhere'
            when usage_month < book.first_closed then 'included'
            else 'open'
        end,
        closing.closed_at, closing.closed_by, closing.invoices, coalesce(closing.lines, known.lines)::bigint,
        case when closing.is_forced then closing.why end,
        (
            select string_agg(obstacle ->> 'sentence', ' ' order by place)
            from jsonb_array_elements(closing.obstacles) with ordinality as against (obstacle, place)
            where closing.is_forced
        )
    from known
    full join marts.fct_closings as closing using (usage_month)
    cross join book
    where {own}
    order by usage_month desc
"""
_TOTALS = (
    Column("payer_id", "text", "Who owes it."),
    Column("currency", "text", "The currency; different ones are never added up."),
    Column("lines", "count", "Its lines."),
    Column("usage_cents", "cents", "What usage and subscriptions come to."),
    Column("resource_cents", "cents", "What resources come to; of one that is open, until now."),
    Column("known_cents", "cents", "Both, each line rounded once."),
)
_TOTALS_STATEMENT = """
    select
        payer_id, currency, count(*),
        coalesce(sum(amount_cents) filter (where source = 'usage'), 0)::bigint,
        coalesce(sum(amount_cents) filter (where source = 'resource'), 0)::bigint,
        sum(amount_cents)::bigint
    from marts.fct_billing_lines
    where {own}
        and usage_month = %(month)s
        and (%(payer_id)s::text is null or payer_id = %(payer_id)s)
    group by payer_id, currency
    order by payer_id collate "C", currency
"""


def months(scope: Scope, settings: Settings | None = None) -> Report:
    """The months, the latest first; for the house, since they tell of all clients."""
    if scope.role != "operator":
        raise ReportError(f"Months of the book are not for a {scope.role}: they tell of the whole house.")
    return answer("months", _MONTHS, "fct_billing_lines", _MONTHS_STATEMENT, scope, {}, settings)


def known_totals(
    scope: Scope, month: BillingMonth, payer_id: str | None = None, settings: Settings | None = None
) -> Report:
    """What a month comes to by what is known now, by payer, closed or not: of an open one the draft."""
    given = {"month": month.first, "payer_id": payer_id}
    return answer("known_totals", _TOTALS, "fct_billing_lines", _TOTALS_STATEMENT, scope, given, settings)
