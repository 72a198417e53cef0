"""A report as a workbook: numbers that a spreadsheet adds up, text that it does not run, and a sheet that explains."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from warehouse.errors import ReportError
from warehouse.reports.report import Column, Report

# What others sent is text, also where it looks like a formula, an address or a number.
_TEXT_STAYS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_OPTIONS = {**_TEXT_STAYS, "nan_inf_to_errors": True}
_FORMATS = {
    "cents": "#,##0.00", "exact": "#,##0.############", "count": "#,##0", "bytes": "#,##0", "share": "0.00%",
    "change": "+0.0%;-0.0%;0.0%", "points": "+0.0%;-0.0%;0.0%", "date": "yyyy-mm-dd", "hour": "yyyy-mm-dd hh:mm",
    "instant": "yyyy-mm-dd hh:mm:ss",
}  # fmt: skip
# Of a sheet of the format, one of which is the heading.
MOST_ROWS = 2**20 - 1
_NARROWEST, _WIDEST = 10, 48
# Of a cell.
_MOST_CHARACTERS = 32_767
_NOTE = (
    "Instants are in UTC. Amounts are in units of the currency, not in cents. A spreadsheet keeps 15 digits of a "
    "number; the same report as CSV or JSON has all of them."
)


def write_workbook(report: Report, sink: BinaryIO) -> None:
    """Writes a sheet of rows and one of what the columns mean; the same report gives the same bytes.

    Raises `ReportError` for more rows than a sheet holds.
    """
    if report.frame.height > MOST_ROWS:
        raise ReportError(f"A spreadsheet holds {MOST_ROWS:,} rows, and this has more: take CSV or Parquet.")
    with Workbook(sink, _OPTIONS) as book:
        book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None), "title": report.name})
        _write_rows(book, book.add_worksheet(report.name[:31]), report)
        _write_about(book, book.add_worksheet("about"), report)


def _write_rows(book: Workbook, sheet: Worksheet, report: Report) -> None:
    bold = book.add_format({"bold": True, "bottom": 1})
    for place, column in enumerate(report.columns):
        form = book.add_format({"num_format": _FORMATS.get(column.unit, "General")})
        values = [_cell(column, value) for value in report.frame[column.name]]
        longest = max(map(len, [column.name, *(str(value) for value in values[:1000] if value is not None)]))
        sheet.set_column(place, place, min(max(longest + 2, _NARROWEST), _WIDEST))
        sheet.write_string(0, place, _heading(column), bold)
        for row, value in enumerate(values, start=1):
            if value is not None:
                sheet.write(row, place, value, form)
    sheet.freeze_panes(1, 0)
    if report.columns:
        sheet.autofilter(0, 0, report.frame.height, len(report.columns) - 1)


def _write_about(book: Workbook, sheet: Worksheet, report: Report) -> None:
    bold = book.add_format({"bold": True})
    told = {name: value for name, value in report.told.items() if value is not None}
    facts = [("report", report.name), ("from", ", ".join(report.marts)), *((k, str(v)) for k, v in told.items())]
    facts += [("period", str(report.period))] if report.period else []
    facts += [("note", note) for note in (*report.notes, _NOTE)]
    for row, (name, value) in enumerate(facts):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, value)
    for row, column in enumerate(report.columns, start=len(facts) + 1):
        sheet.write_string(row, 0, _heading(column), bold)
        sheet.write_string(row, 1, column.description)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)


def _heading(column: Column) -> str:
    """What is in units of the currency is not called cents: `known` for known_cents, `rounded_amount` for the rest."""
    if column.unit != "cents":
        return column.name
    return "rounded_amount" if column.name == "amount_cents" else column.name.removesuffix("_cents")


def _cell(column: Column, value: Any) -> Any:
    match value:
        case None:
            return None
        case pl.Series():
            return " ".join(map(str, value))
        case int() if column.unit == "cents":
            return Decimal(value) / 100
        case datetime():
            return value.replace(tzinfo=None)
        case str():
            return value[:_MOST_CHARACTERS]
        case _:
            return value
