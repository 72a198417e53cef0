"""One line of an invoice with all that it says itself."""

from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports.book.reading import answer
from warehouse.reports.report import Column, Report
from warehouse.settings import Settings

_LINE = (
    Column("line", "text", "The line: the invoice's number and its own."),
    Column("invoice_month", "text", "The month of the invoice."),
    Column("usage_month", "text", "The month of the usage; on an adjustment an earlier one."),
    Column("adjusts", "text", "The line that first had it, on an adjustment; new where none had."),
    Column("source", "text", "usage, or a resource that was open."),
    Column("payer_id", "text", "Who owes it."),
    Column("client_id", "text", "Who used it; none on lines of resources."),
    Column("product_name", "text", "What it is: the price's name, or the product's."),
    Column("reference", "text", "The subscription and its price; or the resource and its rate code."),
    Column("meter_id", "text", "The meter that counts it; none for a fee and for a resource."),
    Column("events", "count", "Counted events that it charges; of resources the pieces of time."),
    Column("quantity", "exact", "How much, by the meter; hours or months."),
    Column("included_quantity", "exact", "The part that is included in the price."),
    Column("billable_quantity", "exact", "The part that is charged."),
    Column("amount", "exact", "What it costs, not rounded."),
    Column("amount_cents", "cents", "What it costs, rounded once, half to even."),
    Column("currency", "text", "The currency."),
    Column("terms", "text", "What the price or the rate says, as JSON."),
    Column("digest", "text", "The digest that chains it to the line before, as hexadecimal digits."),
)
_STATEMENT = """
    select
        lines.invoice_no || '-' || lines.line_no, to_char(invoices.usage_month, 'YYYY-MM'),
        to_char(lines.usage_month, 'YYYY-MM'),
        case when is_adjustment then coalesce(original_invoice_no || '-' || original_line_no, 'new') end,
        source, payer_id, client_id, product_name,
        case source when 'usage' then subscription_id || ' · ' || price_id else resource_id || ' · ' || rate_code end,
        meter_id, events, round(quantity, 12), round(included_quantity, 12), round(billable_quantity, 12),
        round(amount, 12), lines.amount_cents, currency, terms::text, lines.digest
    from marts.fct_invoice_lines as lines
    inner join (select invoice_no, usage_month from marts.fct_invoices) as invoices
        on lines.invoice_no = invoices.invoice_no
    where {own} and lines.invoice_no = %(invoice_no)s and line_no = %(line_no)s
"""


def invoice_line(scope: Scope, invoice_no: int, line_no: int, settings: Settings | None = None) -> Report:
    """The line; raises `ReportError` if there is none of these numbers, or it is somebody else's."""
    given = {"invoice_no": invoice_no, "line_no": line_no}
    report = answer("invoice_line", _LINE, "fct_invoice_lines", _STATEMENT, scope, given, settings)
    if report.frame.is_empty():
        raise ReportError(f"There is no line {invoice_no}-{line_no}. `meterhouse report invoice-lines` lists them.")
    return report
