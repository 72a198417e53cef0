"""What was invoiced: closings, invoices, their lines, and the totals of a month."""

from warehouse.access import Scope
from warehouse.book import BillingMonth
from warehouse.errors import ReportError
from warehouse.reports.book.reading import answer
from warehouse.reports.report import Column, Report
from warehouse.settings import Settings

_CURRENCY = Column("currency", "text", "The currency; different ones are never added up.")
_CLOSINGS = (
    Column("closing_no", "integer", "The number of the closing."),
    Column("usage_month", "text", "The month that is closed."),
    Column("closed_at", "instant", "When."),
    Column("closed_by", "text", "By whom."),
    Column("ledger_through", "integer", "The ledger number through which its lines know the ledger."),
    Column("invoices", "count", "How many invoices it wrote."),
    Column("lines", "count", "How many lines."),
    Column("why", "text", "Why it was closed although something spoke against it."),
)
_CLOSINGS_STATEMENT = """
    select
        closing_no, to_char(usage_month, 'YYYY-MM'), closed_at, closed_by, ledger_through, invoices, lines,
        case when is_forced then why end
    from marts.fct_closings
    where {own}
    order by closing_no
"""
_INVOICES = (
    Column("invoice_no", "integer", "The number of the invoice."),
    Column("usage_month", "text", "The month that it is for."),
    Column("payer_id", "text", "Who owes it."),
    _CURRENCY,
    Column("lines", "count", "How many lines it has."),
    Column("amount_cents", "cents", "What is owed; less than nothing is a credit."),
)
_INVOICES_STATEMENT = """
    select invoice_no, to_char(usage_month, 'YYYY-MM'), payer_id, currency, lines, amount_cents
    from marts.fct_invoices
    where {own}
        and (%(month)s::date is null or usage_month = %(month)s)
        and (%(payer_id)s::text is null or payer_id = %(payer_id)s)
    order by invoice_no
"""
_LINES = (
    Column("line", "text", "The line: the invoice's number and its own."),
    Column("usage_month", "text", "The month of the usage; on an adjustment an earlier one."),
    Column("adjusts", "text", "The line that first had it, on an adjustment; new where none had."),
    Column("client_id", "text", "Who used it; none on lines of resources."),
    Column("product_name", "text", "What it is: the price's name, or the product's."),
    Column("reference", "text", "The subscription and its price; or the resource and its rate code."),
    Column("events", "count", "Counted events that it charges; of resources the pieces of time."),
    Column("quantity", "exact", "How much, by the meter; hours or months."),
    Column("included_quantity", "exact", "The part that is included in the price."),
    Column("amount", "exact", "What it costs, not rounded."),
    Column("amount_cents", "cents", "What it costs, rounded once, half to even."),
    _CURRENCY,
)
_LINES_STATEMENT = """
    select
        invoice_no || '-' || line_no, to_char(usage_month, 'YYYY-MM'),
        case when is_adjustment then coalesce(original_invoice_no || '-' || original_line_no, 'new') end,
        client_id, product_name,
        case source when 'usage' then subscription_id || ' · ' || price_id else resource_id || ' · ' || rate_code end,
        events, round(quantity, 12), round(included_quantity, 12), round(amount, 12), amount_cents, currency
    from marts.fct_invoice_lines
    where {own} and invoice_no = %(invoice_no)s
    order by line_no
"""
_TOTALS = (
    _CURRENCY,
    Column("invoices", "count", "Invoices of the month."),
    Column("lines", "count", "Their lines."),
    Column("adjustments", "count", "Lines that put earlier months right."),
    Column("amount_cents", "cents", "What is owed altogether."),
)
_TOTALS_STATEMENT = """
    select
        invoices.currency, count(distinct invoices.invoice_no), count(*),
        count(*) filter (where lines.is_adjustment), sum(lines.amount_cents)::bigint
    from marts.fct_invoices as invoices
    inner join (select invoice_no, is_adjustment, amount_cents from marts.fct_invoice_lines) as lines
        on invoices.invoice_no = lines.invoice_no
    where {own} and invoices.usage_month = %(month)s
    group by invoices.currency
    order by invoices.currency
"""


def closings(scope: Scope, settings: Settings | None = None) -> Report:
    """The months that are closed; for the house, since they say how far its ledger is."""
    if scope.role != "operator":
        raise ReportError(f"Closings are not for a {scope.role}: they tell of the whole house.")
    return answer("closings", _CLOSINGS, "fct_closings", _CLOSINGS_STATEMENT, scope, {}, settings)


def invoices(
    scope: Scope, month: BillingMonth | None = None, payer_id: str | None = None, settings: Settings | None = None
) -> Report:
    """Invoices, of a month or a payer or all, by number."""
    given = {"month": month.first if month else None, "payer_id": payer_id}
    return answer("invoices", _INVOICES, "fct_invoices", _INVOICES_STATEMENT, scope, given, settings)


def invoice_lines(scope: Scope, invoice_no: int, settings: Settings | None = None) -> Report:
    """The lines of an invoice; raises `ReportError` if there is none of this number, or it is somebody else's."""
    given = {"invoice_no": invoice_no}
    report = answer("invoice_lines", _LINES, "fct_invoice_lines", _LINES_STATEMENT, scope, given, settings)
    if report.frame.is_empty():
        raise ReportError(f"There is no invoice {invoice_no}. `meterhouse report invoices` lists them.")
    return report


def month_totals(scope: Scope, month: BillingMonth, settings: Settings | None = None) -> Report:
    """What the invoices of a closed month come to, by currency."""
    given = {"month": month.first}
    return answer("month_totals", _TOTALS, "fct_invoices", _TOTALS_STATEMENT, scope, given, settings)
