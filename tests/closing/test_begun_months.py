"""Months that nobody has used anything in: their fees are in a draft, are invoiced, and are made anew the same."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from orchestration.building import build, build_anew
from orchestration.closing import close
from orchestration.verifying import rebuild_and_compare
from tests.closing.story import FEBRUARY, JANUARY, MARCH, begin, calls, live_january
from tests.conftest import Databases
from tests.rating.books import Books
from warehouse.access import Scope
from warehouse.book import BillingMonth, find_obstacles
from warehouse.errors import BuildError, LedgerError
from warehouse.ledger import begin_month, begin_running_month, month_to_begin, months_to_rate
from warehouse.ledger.begun_months import running_month
from warehouse.reports import MonthFilter, draft

FIRST_OF_FEBRUARY = datetime(2026, 2, 1, 0, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 1, tzinfo=UTC)
FEES = "select usage_month, amount_cents from marts.fct_rated_usage where price_id = 'fee' order by 1"


@pytest.fixture(scope="module")
def house(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Books:
    """The story's January, built."""
    folder = tmp_path_factory.mktemp("begun")
    books = Books(databases.create(folder / "home"), folder)
    begin(books)
    # Prices alone begin nothing: the usage that is still to come may be old.
    assert month_to_begin(books.settings, FIRST_OF_FEBRUARY) is None
    live_january(books)
    build(books.settings, now=LATER)
    return books


def test_a_month_begins_where_it_does_first() -> None:
    assert running_month(datetime(2026, 1, 31, 9, 59, tzinfo=UTC)) == date(2026, 1, 1)
    assert running_month(datetime(2026, 1, 31, 10, 0, tzinfo=UTC)) == FEBRUARY.first


def test_builds_begin_no_month_of_a_house_that_holds_history(house: Books) -> None:
    assert month_to_begin(house.settings, LATER) is None
    assert month_to_begin(house.settings, datetime(2026, 4, 30, 9, tzinfo=UTC)) == date(2026, 4, 1)
    assert month_to_begin(house.settings, datetime(2026, 5, 1, tzinfo=UTC)) is None
    assert house.rows("select usage_month, amount_cents from marts.fct_rated_usage where price_id = 'fee'") == [
        (JANUARY.first, 1000)
    ]


def test_the_running_month_has_a_draft_before_anything_is_used(house: Books) -> None:
    assert begin_running_month(house.settings, FIRST_OF_FEBRUARY) == FEBRUARY.first
    assert begin_running_month(house.settings, FIRST_OF_FEBRUARY) is None
    assert months_to_rate(house.settings) == [FEBRUARY.first]
    with pytest.raises(BuildError, match="1 months wait to be rated, the first 2026-02"):
        rebuild_and_compare(house.settings)

    (rated,) = [call.months for call in build(house.settings, now=LATER) if call.months]

    assert rated == (FEBRUARY.first,)
    assert months_to_rate(house.settings) == []
    assert house.rows(FEES) == [(JANUARY.first, 1000), (FEBRUARY.first, 1000)]
    asked = MonthFilter(FEBRUARY.first, ("price",))
    (fee,) = draft(Scope.operator(), asked, FIRST_OF_FEBRUARY, house.settings).frame.to_dicts()
    assert (fee["amount_cents"], fee["projected_cents"]) == (1000, 1000)


def test_a_month_that_nobody_used_is_closed_like_any_other(house: Books) -> None:
    close(JANUARY, house.settings)

    assert close(FEBRUARY, house.settings).lines == 2
    lines = "select price_id, rate_code, amount_cents from marts.fct_invoice_lines where usage_month = %s order by 3"
    assert house.rows(lines, FEBRUARY.first) == [("fee", "none", 1000), ("none", "db", 3100)]
    (found,) = [one for one in find_obstacles(MARCH, house.settings, LATER) if one.subject == "2026-03"]
    assert "`meterhouse begin 2026-03`" in found.sentence


def test_a_person_begins_any_month_but_one_to_come(house: Books) -> None:
    with pytest.raises(LedgerError, match=r"2026-12 has not begun anywhere; the running month is 2026-11\."):
        begin_month(house.settings, date(2026, 12, 1), LATER)
    with pytest.raises(LedgerError, match="owed for 2025-12: subscriptions, or the book, begin 2026-01"):
        begin_month(house.settings, date(2025, 12, 1), LATER)

    assert begin_month(house.settings, date(2026, 4, 1), LATER, by="ann")
    assert not begin_month(house.settings, date(2026, 4, 1), LATER, by="bob")
    said = [one.sentence for one in find_obstacles(BillingMonth.read("2026-04"), house.settings, LATER)]
    assert "2026-04 was not rated since it changed. `meterhouse build` first." in said
    assert not any("meterhouse begin" in one for one in said)
    build(house.settings, now=LATER)

    assert [month for month, _ in house.rows(FEES)] == [JANUARY.first, FEBRUARY.first, MARCH.first, date(2026, 4, 1)]
    assert {mart.name for mart in rebuild_and_compare(house.settings) if not mart.is_equal} == set()


def test_a_late_first_use_changes_nothing_of_the_fees(house: Books) -> None:
    before = house.rows(FEES)
    house.use(calls(1, "2026-04-03"))
    build(house.settings, now=LATER)

    assert house.rows(FEES) == before
    assert months_of(house)[-1] == date(2026, 4, 1)


def test_without_prices_no_month_begins(databases: Databases, tmp_path: Path) -> None:
    books = Books(databases.create(tmp_path / "home"), tmp_path)
    books.use(calls(1, "2026-01-03"))

    assert month_to_begin(books.settings, FIRST_OF_FEBRUARY) is None
    with pytest.raises(LedgerError, match="Nobody subscribes to anything"):
        begin_month(books.settings, JANUARY.first, LATER)


def test_a_house_without_any_usage_owes_fees_once_somebody_says_so(databases: Databases, tmp_path: Path) -> None:
    books = Books(databases.create(tmp_path / "home"), tmp_path)
    books.plan("basic", {"price_id": "fee", "model": "recurring", "amount": "10.00"})
    books.subscribe("acme", "basic")
    assert begin_month(books.settings, JANUARY.first, LATER)

    build(books.settings, now=LATER)

    assert books.rows(FEES) == [(JANUARY.first, 1000)]
    assert months_to_rate(books.settings) == []
    assert {mart.name for mart in rebuild_and_compare(books.settings) if not mart.is_equal} == set()
    build_anew(books.settings)
    assert books.rows(FEES) == [(JANUARY.first, 1000)]


def months_of(house: Books) -> list[date]:
    return [month for (month,) in house.rows("select usage_month from marts.fct_months_rated order by 1")]
