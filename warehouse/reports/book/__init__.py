"""Reports of the book: months, invoices, their lines, and what was invoiced against what is known now."""

from warehouse.reports.book.differences import billed, lines
from warehouse.reports.book.invoices import closings, invoice_lines, invoices, month_totals
from warehouse.reports.book.line import invoice_line
from warehouse.reports.book.months import known_totals, months

__all__ = [
    "billed",
    "closings",
    "invoice_line",
    "invoice_lines",
    "invoices",
    "known_totals",
    "lines",
    "month_totals",
    "months",
]
