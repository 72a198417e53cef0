"""Every question of docs/bi.md, asked as the billing team asks it, has the answer of the report it names."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from psycopg.rows import dict_row

from tests.faces.test_billing_role import OF_BILLING
from tests.rating.books import Books
from warehouse.access import Scope
from warehouse.book import BillingMonth
from warehouse.database import connect
from warehouse.reports import MonthFilter, Report, book, not_billed, rated
from warehouse.settings import Settings

PAGE = (Path(__file__).parents[2] / "docs" / "bi.md").read_text()
QUESTIONS = re.findall(r"^### (\d+)\. .*?\n```sql\n(.*?)```", PAGE, re.MULTILINE | re.DOTALL)
OPERATOR = Scope.operator()
JANUARY, FEBRUARY, MARCH = (date(2026, month, 1) for month in (1, 2, 3))
Row = dict[str, Any]


def cents(rows: list[Row], *by: str, of: str = "amount") -> dict[tuple[Any, ...], int]:
    """Amounts of an answer in cents, added up."""
    found: dict[tuple[Any, ...], int] = {}
    for row in rows:
        key = tuple(f"{value:%Y-%m}" if isinstance(value, date) else value for value in (row[name] for name in by))
        found[key] = found.get(key, 0) + round((row[of] or Decimal(0)) * 100)
    return found


def of(report: Report, *by: str, amount: str = "amount_cents") -> dict[tuple[Any, ...], int]:
    """The same of a report."""
    rows = [row | {"amount": Decimal(row[amount]) / 100} for row in report.frame.to_dicts()]
    return cents(rows, *by)


def closed(rows: list[Row], settings: Settings) -> None:
    report = book.closings(OPERATOR, settings)
    told = {(f"{row['usage_month']:%Y-%m}", row["closed_by"], row["closed_at"], row["why"]) for row in rows}
    assert told == set(report.frame.select("usage_month", "closed_by", "closed_at", "why").rows())
    totals = {month: of(book.month_totals(OPERATOR, BillingMonth(month), settings), "currency") for month in
              (JANUARY, FEBRUARY)}  # fmt: skip
    assert totals == {JANUARY: {("EUR",): 2800, ("USD",): 1100}, FEBRUARY: {("EUR",): 4350, ("USD",): 800}}
    for month, by_currency in totals.items():
        assert cents([row for row in rows if row["usage_month"] == month], "currency") == by_currency


def owed(rows: list[Row], settings: Settings) -> None:
    report = book.invoices(OPERATOR, BillingMonth(FEBRUARY), settings=settings)
    by = ("invoice_no", "payer_id", "currency")
    assert cents(rows, *by) == of(report, *by)
    assert cents(rows, *by) == {(3, "acme", "EUR"): 2412, (4, "bolt", "EUR"): 1938, (5, "usa", "USD"): 800}


def on_an_invoice(rows: list[Row], settings: Settings) -> None:
    report = book.invoice_lines(OPERATOR, 3, settings)
    by = ("usage_month", "product_name", "adjusts")
    assert cents(rows, *by) == of(report, *by)
    assert sum(cents(rows, *by).values()) == 2412
    assert ("2026-01", "calls", "1-1") in cents(rows, *by)


def by_product(rows: list[Row], settings: Settings) -> None:
    by = ("usage_month", "currency")
    assert cents(rows, *by) == of(book.billed(OPERATOR, settings=settings), *by, amount="invoiced_cents")
    assert cents(rows, *by)["2026-01", "EUR"] == 2800 + 100


def differing(rows: list[Row], settings: Settings) -> None:
    report = book.billed(OPERATOR, settings=settings)
    by = ("usage_month", "payer_id", "currency")
    known = {key: amount for key, amount in of(report, *by, amount="difference_cents").items() if amount}
    assert cents(rows, *by, of="difference") == known == {
        ("2026-01", "acme", "EUR"): -30, ("2026-02", "acme", "EUR"): 21,
    }  # fmt: skip


def adjustments(rows: list[Row], settings: Settings) -> None:
    lines = book.invoice_lines(OPERATOR, 3, settings).frame.drop_nulls("adjusts")
    assert [(row["invoice_no"], row["line_no"], row["original_invoice_no"], row["originally"]) for row in rows] == [
        (3, 4, 1, Decimal(2))
    ]
    assert [round(row["amount"] * 100) for row in rows] == lines["amount_cents"].to_list() == [100]


def so_far(rows: list[Row], settings: Settings) -> None:
    by = ("payer_id", "currency")
    report = book.known_totals(OPERATOR, BillingMonth(MARCH), settings=settings)
    assert {row["usage_month"] for row in rows} == {MARCH}
    for column, name in (("usage", "usage_cents"), ("resources", "resource_cents"), ("so_far", "known_cents")):
        assert cents(rows, *by, of=column) == of(report, *by, amount=name)
    usage = of(rated(OPERATOR, MonthFilter(MARCH, ("client",)), settings), "currency")
    assert cents(rows, "currency", of="usage") == usage == {("EUR",): 1000, ("USD",): 650}
    assert cents(rows, "currency", of="resources") == {("EUR",): 2000, ("USD",): 0}


def caused(rows: list[Row], settings: Settings) -> None:
    report = rated(OPERATOR, MonthFilter(FEBRUARY, ("client", "project", "provider")), settings)
    named = report.frame.rename({name: f"{name}_id" for name in ("client", "project", "provider")})
    by = ("client_id", "project_id", "provider_id", "currency")
    assert cents(rows, *by) == of(Report("rated", (), named, ()), *by)
    assert cents(rows, "currency") == {("EUR",): 1000 + 171, ("USD",): 800}


def not_charged(rows: list[Row], settings: Settings) -> None:
    report = not_billed(OPERATOR, MonthFilter(JANUARY, ("reason", "meter", "client")), settings)
    told = [(row["reason"], row["meter_id"], row["client_id"], row["events"], row["quantity"]) for row in rows]
    assert sorted(told) == sorted(report.frame.rows())
    assert {(reason, events) for reason, _, _, events, _ in told} == {
        ("failed", 3), ("included", 5), ("outside_subscription", 6),
    }  # fmt: skip


def by_day(rows: list[Row], settings: Settings) -> None:
    report = rated(OPERATOR, MonthFilter(FEBRUARY, ("meter",), {"client": ("acme",), "meter": ("call",)}), settings)
    assert [(row["usage_date"], row["quantity"]) for row in rows] == [(date(2026, 2, 1), 20), (date(2026, 2, 28), 4)]
    assert rows[-1]["so_far"] == report.frame["quantity"].item() == 24


ANSWERS: list[Callable[[list[Row], Settings], None]] = [
    closed, owed, on_an_invoice, by_product, differing, adjustments, so_far, caused, not_charged, by_day,
]  # fmt: skip


@pytest.mark.parametrize(("number", "question"), QUESTIONS)
def test_a_question_has_the_answer_of_the_report(house: Books, number: str, question: str) -> None:
    with connect("billing", house.settings) as connection:
        rows = connection.cursor(row_factory=dict_row).execute(question.encode()).fetchall()
    assert rows
    ANSWERS[int(number) - 1](rows, house.settings)


def test_the_page_has_ten_questions_and_every_mart_with_columns_that_it_has(house: Books) -> None:
    assert [int(number) for number, _ in QUESTIONS] == list(range(1, 11))
    listed = re.findall(r"^\| `(\w+)` \| [^|]+ \| (`\w+`(?:, `\w+`)*) \|$", PAGE, re.MULTILINE)
    assert {f"marts.{mart}" for mart, _ in listed} == OF_BILLING
    assert len(listed) == len(OF_BILLING)
    for mart, columns in listed:
        with connect("billing", house.settings) as connection:
            connection.execute(f"select {columns.replace('`', '')} from marts.{mart} limit 0".encode())
