"""What is written is what was checked."""

import pytest

from tests.closing.story import JANUARY
from tests.rating.books import Books
from warehouse.book import BillingMonth, Closing, close_month, read_closings
from warehouse.errors import ClosingRefused

APRIL = BillingMonth.read("2026-04")


def test_a_build_between_the_checks_and_the_writing_is_seen(books: Books, closings: list[Closing]) -> None:
    """Had April been checked when February was closed, all that was built for March would have come in between."""
    with pytest.raises(ClosingRefused, match="2026-04 rests on was changed while it was checked: close it again"):
        close_month(APRIL, closings[1].ledger_through, books.settings)

    assert read_closings(books.settings) == closings


def test_of_a_closed_month_the_closing_is_answered_whatever_was_built_since(
    books: Books, closings: list[Closing]
) -> None:
    assert close_month(JANUARY, 1, books.settings) == closings[0]
