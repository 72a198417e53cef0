"""A workbook, read again by the rules of its format: a zip of XML."""

import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest

from warehouse import reports
from warehouse.errors import ReportError
from warehouse.reports import Column, Report, spreadsheet

NAMES = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
COLUMNS = (
    Column("payer_id", "text", "Who owes it."),
    Column("closed_at", "instant", "When."),
    Column("usage_date", "date", "The day."),
    Column("quantity", "exact", "How much."),
    Column("amount_cents", "cents", "What it costs."),
    Column("known_cents", "cents", "What is known."),
    Column("dates", "dates", "Days."),
)
ROW = (
    '=HYPERLINK("http://x","y")', datetime(2026, 3, 1, 12, tzinfo=UTC), date(2026, 3, 2), Decimal("0.516129032258"),
    1_234_567, -5, [date(2026, 3, 1), date(2026, 3, 2)],
)  # fmt: skip
EMPTY = (None,) * 7


def report_of(rows: list[tuple[Any, ...]]) -> Report:
    schema = {column.name: column.type for column in COLUMNS}
    return Report("invoices", COLUMNS, pl.DataFrame(rows, schema=schema, orient="row"), ("fct_invoices",))


def sheet_of(content: bytes, number: int = 1) -> list[list[str | float | None]]:
    """The cells of a sheet, row by row; fails if any is a formula."""
    with zipfile.ZipFile(BytesIO(content)) as book:
        shared = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314 - our own
        texts = ["".join(item.itertext()) for item in shared.findall("m:si", NAMES)]
        sheet = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314
    assert sheet.find(".//m:f", NAMES) is None
    rows = []
    for row in sheet.findall(".//m:row", NAMES):
        cells = {cell.get("r", "")[:1]: cell for cell in row.findall("m:c", NAMES)}
        rows.append([_value(cells.get(letter), texts) for letter in "ABCDEFG"])
    return rows


def _value(cell: ElementTree.Element | None, texts: list[str]) -> str | float | None:
    value = None if cell is None else cell.findtext("m:v", namespaces=NAMES)
    if cell is None or value is None:
        return None
    return texts[int(value)] if cell.get("t") == "s" else float(value)


def test_numbers_are_numbers_amounts_are_in_the_currency_and_no_text_is_run() -> None:
    heading, row, empty = sheet_of(reports.render(report_of([ROW, ("x", *EMPTY[1:])]), "xlsx"))
    assert heading == ["payer_id", "closed_at", "usage_date", "quantity", "rounded_amount", "known", "dates"]
    # Days since 30 December 1899: 46,082 to 1 March 2026.
    assert row == [ROW[0], 46_082.5, 46_083, 0.516129032258, 12_345.67, -0.05, "2026-03-01 2026-03-02"]
    assert empty == ["x", *EMPTY[1:]]


def test_a_second_sheet_says_what_the_columns_mean() -> None:
    about = {row[0]: row[1] for row in sheet_of(reports.render(report_of([ROW]), "xlsx"), 2)}
    assert about["report"] == "invoices"
    assert about["rounded_amount"] == "What it costs."
    assert "Instants are in UTC" in str(about["note"])


def test_the_same_report_gives_the_same_bytes() -> None:
    assert reports.render(report_of([ROW]), "xlsx") == reports.render(report_of([ROW]), "xlsx")


def test_an_empty_report_is_its_heading_and_a_cell_holds_no_more_than_it_can() -> None:
    assert len(sheet_of(reports.render(report_of([]), "xlsx"))) == 1
    long = sheet_of(reports.render(report_of([("x" * 40_000, *EMPTY[1:])]), "xlsx"))[1][0]
    assert long == "x" * 32_767


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 1)
    with pytest.raises(ReportError, match="A spreadsheet holds 1 rows, and this has more: take CSV or Parquet"):
        reports.render(report_of([ROW, ROW]), "xlsx")
