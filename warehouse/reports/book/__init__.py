"""Reports of the book: invoices, their lines, and what was invoiced against what is known now."""

from warehouse.reports.book.differences import billed
from warehouse.reports.book.invoices import closings, invoice_lines, invoices, month_totals

__all__ = ["billed", "closings", "invoice_lines", "invoices", "month_totals"]
