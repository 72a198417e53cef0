"""The story of docs/billing.md, worked out there by hand, equals the book and the marts to the cent."""

from decimal import Decimal

from tests.rating.books import Books
from warehouse.access import Scope
from warehouse.book import Closing
from warehouse.reports import book

OPERATOR = Scope.operator()
INVOICES = "select invoice_no, usage_month::text, payer_id, amount_cents from marts.fct_invoices order by 1"
LINES = """
    select invoice_no, line_no, left(usage_month::text, 7), product_name,
        trim_scale(round(quantity, 12)), trim_scale(amount),
        amount_cents, original_invoice_no, original_line_no
    from marts.fct_invoice_lines order by 1, 2
"""


def test_invoices_are_numbered_through_all_months(books: Books, closings: list[Closing]) -> None:
    assert [(one.closing_no, str(one.month), one.invoices, one.lines) for one in closings] == [
        (1, "2026-01", 1, 3),
        (2, "2026-02", 2, 6),
        (3, "2026-03", 2, 5),
    ]
    assert books.rows(INVOICES) == [
        (1, "2026-01-01", "acme", 2800),
        (2, "2026-02-01", "acme", 2467),
        (3, "2026-02-01", "bolt", 1938),
        (4, "2026-03-01", "acme", 980),
        (5, "2026-03-01", "bolt", 2000),
    ]


def test_every_line_is_as_worked_out_by_hand(books: Books, closings: list[Closing]) -> None:
    assert closings
    assert books.rows(LINES) == [
        (1, 1, "2026-01", "calls", 25, 2, 200, None, None),
        (1, 2, "2026-01", "fee", 1, 10, 1000, None, None),
        (1, 3, "2026-01", "Postgres", round(Decimal(16) / 31, 12), 16, 1600, None, None),
        (2, 1, "2026-02", "calls", 12, Decimal("0.95"), 95, None, None),
        (2, 2, "2026-02", "calls", 8, Decimal("1.10"), 110, None, None),
        (2, 3, "2026-02", "fee", 1, 10, 1000, None, None),
        (2, 4, "2026-02", "Postgres", Decimal("0.375"), Decimal("11.625"), 1162, None, None),
        (2, 5, "2026-01", "calls", 10, 1, 100, 1, 1),
        (3, 1, "2026-02", "Postgres", Decimal("0.625"), Decimal("19.375"), 1938, None, None),
        (4, 1, "2026-03", "calls", 5, 0, 0, None, None),
        (4, 2, "2026-03", "fee", 1, 10, 1000, None, None),
        (4, 3, "2026-01", "calls", -10, -1, -100, 1, 1),
        (4, 4, "2026-02", "calls", 4, Decimal("0.8"), 80, 2, 2),
        (5, 1, "2026-03", "Postgres", round(Decimal(20) / 31, 12), 20, 2000, None, None),
    ]


def test_as_invoiced_is_as_known_now(books: Books, closings: list[Closing]) -> None:
    assert closings
    frame = book.billed(OPERATOR, settings=books.settings).frame
    assert frame.select("usage_month", "payer_id", "invoiced_cents", "known_cents", "difference_cents").rows() == [
        ("2026-01", "acme", 2800, 2800, 0),
        ("2026-02", "acme", 2447, 2447, 0),
        ("2026-02", "bolt", 1938, 1938, 0),
        ("2026-03", "acme", 1000, 1000, 0),
        ("2026-03", "bolt", 2000, 2000, 0),
    ]
