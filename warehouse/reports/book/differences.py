"""What is known now, line by line; and as invoiced, as known now, and the difference."""

from warehouse.access import Scope
from warehouse.book import BillingMonth
from warehouse.reports.book.reading import answer
from warehouse.reports.report import Column, Report
from warehouse.settings import Settings

_MONEY = (
    Column("currency", "text", "The currency; different ones are never added up."),
    Column("invoiced_cents", "cents", "What was invoiced for it, over all invoices."),
    Column("known_cents", "cents", "What it comes to by what is known now, rounded line by line."),
    Column("difference_cents", "cents", "What the next closing puts right: known less invoiced."),
)
_MONTHS = (
    Column("usage_month", "text", "The month of the usage."),
    Column("payer_id", "text", "Who owes it."),
    Column("lines", "count", "Lines that were invoiced or are known."),
    Column("differing", "count", "Those of them that differ."),
    *_MONEY,
)
_STATEMENT = """
    select
        to_char(usage_month, 'YYYY-MM'), payer_id, count(*), count(*) filter (where difference_cents <> 0), currency,
        sum(invoiced_cents)::bigint, sum(known_cents)::bigint, sum(difference_cents)::bigint
    from marts.fct_billing_reconciliation
    where {own}
        and (%(month)s::date is null or usage_month = %(month)s)
        and (%(payer_id)s::text is null or payer_id = %(payer_id)s)
    group by usage_month, payer_id, currency
    order by usage_month, payer_id collate "C", currency
"""

_LINES = (
    Column("line_key", "text", "The key of the line, by which it can be explained."),
    Column("payer_id", "text", "Who would owe it."),
    Column("product_name", "text", "What it is: the price's name, or the product's."),
    Column("reference", "text", "The subscription and its price; or the resource and its rate code."),
    Column("events", "count", "Counted events behind it; of resources the pieces of time."),
    Column("quantity", "exact", "How much, by the meter; hours or months."),
    Column("amount", "exact", "What it costs, not rounded."),
    Column("amount_cents", "cents", "What it costs, rounded once, half to even."),
    Column("currency", "text", "The currency; different ones are never added up."),
)
_LINES_STATEMENT = """
    select
        line_key::text, payer_id, product_name,
        case source when 'usage' then subscription_id || ' · ' || price_id else resource_id || ' · ' || rate_code end,
        events, round(quantity, 12), round(amount, 12), amount_cents, currency
    from marts.fct_billing_lines
    where {own} and usage_month = %(month)s and (%(payer_id)s::text is null or payer_id = %(payer_id)s)
    order by payer_id collate "C", currency, source desc, subscription_id collate "C", price_id collate "C",
        price_from, resource_id collate "C", line_key
"""


def billed(
    scope: Scope, month: BillingMonth | None = None, payer_id: str | None = None, settings: Settings | None = None
) -> Report:
    """What was invoiced for the usage of each closed month and what is known of it now, by payer."""
    given = {"month": month.first if month else None, "payer_id": payer_id}
    return answer("billed", _MONTHS, "fct_billing_reconciliation", _STATEMENT, scope, given, settings)


def lines(scope: Scope, month: BillingMonth, payer_id: str | None = None, settings: Settings | None = None) -> Report:
    """What is known now to cost something in a month, also in the running one: the lines of its draft."""
    given = {"month": month.first, "payer_id": payer_id}
    return answer("lines", _LINES, "fct_billing_lines", _LINES_STATEMENT, scope, given, settings)
