"""`meterhouse report months`, `invoices`, `invoice-lines`, `billed`, `known` and `closings`: the book of bills."""

from collections.abc import Callable
from typing import Annotated

import typer

from meterhouse.cli_report import OPERATOR
from meterhouse.report_options import Format, Out
from meterhouse.report_output import write_report
from warehouse.book import BillingMonth
from warehouse.reports import book

Month = Annotated[str | None, typer.Option(metavar="MONTH", help="2026-03; by default all.")]
Payer = Annotated[str | None, typer.Option(help="Only this payer's.")]


def invoices(month: Month = None, payer: Payer = None, format_: Format = "table", out: Out = None) -> None:
    """List the invoices of closed months."""
    write_report([book.invoices(OPERATOR, _read(month), payer)], format_, out)


def invoice_lines(
    invoice: Annotated[int, typer.Argument(help="The number of the invoice.")],
    format_: Format = "table",
    out: Out = None,
) -> None:
    """The lines of an invoice, adjustments last, each with its number, by which it can be explained."""
    write_report([book.invoice_lines(OPERATOR, invoice)], format_, out)


def billed(month: Month = None, payer: Payer = None, format_: Format = "table", out: Out = None) -> None:
    """As invoiced, as known now, and the difference that the next closing puts right."""
    write_report([book.billed(OPERATOR, _read(month), payer)], format_, out)


def months(format_: Format = "table", out: Out = None) -> None:
    """List all months that have anything to do with bills, closed or open, and which were closed by force."""
    write_report([book.months(OPERATOR)], format_, out)


def known(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="2026-03.")],
    payer: Payer = None,
    format_: Format = "table",
    out: Out = None,
) -> None:
    """What a month comes to by what is known now, usage and resources, by payer: of an open month the draft."""
    write_report([book.known_totals(OPERATOR, BillingMonth.read(month), payer)], format_, out)


def closings(format_: Format = "table", out: Out = None) -> None:
    """List the months that are closed."""
    write_report([book.closings(OPERATOR)], format_, out)


def lines(
    month: Annotated[str, typer.Argument(help="2026-03.")],
    payer: Payer = None,
    format_: Format = "table",
    out: Out = None,
) -> None:
    """What is known now to cost something in a month, line by line, each with the key by which it can be explained."""
    write_report([book.lines(OPERATOR, BillingMonth.read(month), payer)], format_, out)


BOOK_REPORTS: dict[str, Callable[..., None]] = {
    "months": months,
    "known": known,
    "invoices": invoices,
    "invoice-lines": invoice_lines,
    "billed": billed,
    "lines": lines,
    "closings": closings,
}


def _read(month: str | None) -> BillingMonth | None:
    return BillingMonth.read(month) if month else None
