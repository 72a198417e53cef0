"""The reports that the page has beside those of the command line, and who may see them."""

from datetime import date

import pytest

from tests.faces.house import WHY
from tests.rating.books import Books
from warehouse.access import Scope
from warehouse.book import BillingMonth
from warehouse.errors import ReportError
from warehouse.reports import book

MARCH = BillingMonth(date(2026, 3, 1))
OPERATOR, ACME, BOLT = Scope.operator(), Scope.client("acme"), Scope.client("bolt")


def test_months_are_told_to_the_house_alone(house: Books) -> None:
    rows = book.months(OPERATOR, house.settings).frame.drop("closed_at").rows()
    assert rows == [
        ("2026-03", "open", None, None, 5, None, None),
        ("2026-02", "closed", "bob", 3, 7, WHY, "Load 9 is held."),
        ("2026-01", "closed", "ann", 2, 5, None, None),
    ]
    with pytest.raises(ReportError, match="Months of the book are not for a client"):
        book.months(ACME, house.settings)


def test_what_a_month_comes_to_is_told_to_who_owes_it(house: Books) -> None:
    def told(scope: Scope, payer_id: str | None = None) -> list[tuple[object, ...]]:
        return book.known_totals(scope, MARCH, payer_id, house.settings).frame.rows()

    acme, bolt = ("acme", "EUR", 2, 1000, 0, 1000), ("bolt", "EUR", 1, 0, 2000, 2000)
    assert told(OPERATOR) == [acme, bolt, ("usa", "USD", 2, 650, 0, 650)]
    assert told(ACME) == [acme]
    assert told(OPERATOR, "bolt") == told(BOLT) == [bolt]
    assert told(ACME, "bolt") == []
    with pytest.raises(ReportError, match="Invoices are not for a dealer"):
        told(Scope.dealer("d1"))


def test_a_line_is_told_to_who_owes_it(house: Books) -> None:
    (row,) = book.invoice_line(ACME, 3, 4, house.settings).frame.to_dicts()
    assert (row["invoice_month"], row["usage_month"], row["adjusts"], row["amount_cents"]) == (
        "2026-02", "2026-01", "1-1", 100,
    )  # fmt: skip
    for scope, invoice_no, line_no in ((BOLT, 3, 4), (OPERATOR, 3, 5), (OPERATOR, 9, 1)):
        with pytest.raises(ReportError, match=f"There is no line {invoice_no}-{line_no}"):
            book.invoice_line(scope, invoice_no, line_no, house.settings)
