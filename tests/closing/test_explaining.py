"""From a line down: what was known when it was invoiced, to the last line of the files, whatever came since."""

import hashlib
from decimal import Decimal
from typing import Any

import pytest

from meterhouse.cli_explain import MARTS, OPERATOR
from orchestration.known_then import marts_as_known
from tests.closing.story import FEBRUARY, JANUARY
from tests.rating.books import Books
from warehouse.access import Scope
from warehouse.book import BillingMonth
from warehouse.database import connect
from warehouse.errors import ReportError
from warehouse.reports import Period, explaining
from warehouse.reports.explaining import Explanation, rows

pytestmark = pytest.mark.usefixtures("closings")


def explained(books: Books, name: str) -> Explanation:
    """A line that is explained by the marts as they stand."""
    line = explaining.find_line(OPERATOR, name, books.settings)
    assert line.known is None
    return explaining.explain(OPERATOR, line, books.settings)


def explained_then(books: Books, name: str, month: BillingMonth) -> Explanation:
    """A line for which the marts of its time are made anew."""
    line = explaining.find_line(OPERATOR, name, books.settings)
    assert line.known is not None
    with marts_as_known(line.known, [Period(*month.utc_days)], MARTS, books.settings):
        return explaining.explain(OPERATOR, line, books.settings)


def amounts(explanation: Explanation) -> list[tuple[Any, ...]]:
    return [row for row in explanation.steps.frame.select("step", "amount").rows() if row[1] is not None]


def test_a_line_is_its_price_steps_its_days_and_its_rows(books: Books) -> None:
    explanation = explained(books, "1-1")

    assert explanation.differences == ()
    assert explanation.steps.frame.rows()[:3] == [
        ("quantity", "call", 25, None),
        ("included", "included 5", -5, None),
        ("standard", "unit_amount 0.10", 20, 2),
    ]
    assert [(str(day), events) for day, events, _ in explanation.days.frame.rows()] == [("2026-01-10", 25)]
    ((load_id, _, events, first, last),) = explanation.sources.frame.rows()
    assert (events, first, last) == (25, 1, 25)
    lines = [f"2026-01-10,2026-01-10 10:{minute:02}:00+00,{load_id},{minute + 1}," for minute in range(25)]
    by_hand = "".join(f"{line}\n" for line in lines).encode()
    assert explanation.digest == hashlib.sha256(by_hand).hexdigest()
    line = explaining.find_line(OPERATOR, "1-1", books.settings)
    assert b"".join(explaining.rows_of(OPERATOR, line, books.settings)) == by_hand


def test_an_invoiced_line_is_read_in_parts_too(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = explained(books, "1-1")
    monkeypatch.setattr(rows, "_EVENTS_AT_ONCE", 7)
    in_parts = explained(books, "1-1")

    assert (in_parts.rows, in_parts.digest, in_parts.differences) == (25, whole.digest, ())


def test_the_select_that_is_told_gives_anybody_the_same_digest(books: Books) -> None:
    explanation = explained(books, "2-4")

    copying = f"copy ({explanation.statement}) to stdout (format csv)".encode()
    with connect("reader", books.settings) as connection, connection.cursor().copy(copying) as copy:
        found = b"".join(bytes(piece) for piece in copy)
    assert hashlib.sha256(found).hexdigest() == explanation.digest
    assert found.startswith(b"2026-02-01 00:00:00+00,2026-02-11 12:00:00+00,")


def test_an_adjustment_is_what_was_known_less_what_was_invoiced(books: Books) -> None:
    explanation = explained_then(books, "2-5", JANUARY)

    assert explanation.differences == ()
    assert explanation.rows == 35
    assert amounts(explanation) == [("standard", 3), ("rounded", 0), ("invoiced", -2), ("line", 1)]


def test_a_closed_month_is_explained_by_what_was_known_then(books: Books) -> None:
    explanation = explained_then(books, "2-2", FEBRUARY)

    assert explanation.differences == ()
    assert explanation.rows == 8
    assert amounts(explanation) == [("standard", Decimal("1.1")), ("rounded", 0), ("line", Decimal("1.1"))]


def test_what_was_taken_back_is_explained_by_what_is_known_since(books: Books) -> None:
    explanation = explained(books, "4-3")

    assert explanation.differences == ()
    assert explanation.rows == 25
    assert amounts(explanation) == [
        ("standard", 2),
        ("rounded", 0),
        ("invoiced", -2),
        ("invoiced", -1),
        ("line", -1),
    ]


def test_a_line_of_a_resource_is_its_time_and_its_records(books: Books) -> None:
    explanation = explained(books, "2-4")

    assert explanation.differences == ()
    assert amounts(explanation) == [
        ("rate", Decimal("11.625")),
        ("rounded", Decimal("-0.005")),
        ("line", Decimal("11.62")),
    ]
    days = explanation.days.frame.rows()
    assert [hours for _, _, hours in days] == [24] * 10 + [12]
    records = explanation.sources.frame.select("kind", "state", "happened_at").rows()
    assert [(kind, state, f"{at:%m-%d %H}") for kind, state, at in records] == [
        ("billable_events", "open", "01-16 00"),
        ("billable_events", "close", "03-21 00"),
        ("resource_ownerships", "active", "01-01 00"),
    ]


def test_a_fee_has_no_rows(books: Books) -> None:
    explanation = explained(books, "1-2")

    assert (explanation.rows, explanation.differences) == (0, ())
    assert amounts(explanation) == [("recurring", 10), ("rounded", 0), ("line", 10)]


def test_a_line_of_a_draft_is_explained_by_its_key(books: Books) -> None:
    ((key,),) = books.rows(
        "select line_key::text from marts.fct_billing_lines where usage_month = '2026-03-01' and price_id = 'calls'"
    )
    assert explained(books, key).rows == 5


def test_nobody_explains_what_is_not_theirs(books: Books) -> None:
    with pytest.raises(ReportError, match="no line 1-1"):
        explaining.find_line(Scope("client", ("bolt",)), "1-1", books.settings)
    with pytest.raises(ReportError, match="no line 9-9"):
        explaining.find_line(OPERATOR, "9-9", books.settings)
    with pytest.raises(ReportError, match="is no line"):
        explaining.find_line(OPERATOR, "fee", books.settings)
