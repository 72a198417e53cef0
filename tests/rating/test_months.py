"""Which months a build rates, and that any order of loads leads to the same books."""

from datetime import date
from pathlib import Path

import pytest

from orchestration.building import Built, build
from orchestration.verifying import rebuild_and_compare
from tests.conftest import Databases
from tests.dbt_project.calls import Dbt
from tests.dbt_project.ledger import Event
from tests.rating.books import Books
from warehouse.ledger import months_to_rate

FEBRUARY, MARCH, APRIL = date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)
BOOKS = ("fct_metered_daily", "fct_rated_usage", "fct_not_billed", "agg_billing_monthly")
USED = [
    [Event("1", "2026-02-10 10:00", event_type="call", project_id="shop")],
    [Event("2", "2026-03-10 10:00", event_type="call"), Event("1", "2026-02-10 10:00", event_type="call")],
    [Event("3", "2026-04-10 10:00", event_type="call", status_code=503), Event("4", "2026-04-11 10:00")],
]
PRICE = {"price_id": "p", "plan_id": "plan", "meter_id": "call", "model": "standard", "unit_amount": "1"}


def priced(databases: Databases, folder: Path) -> Books:
    books = Books(databases.create(folder / "home"), folder)
    books.meter("call")
    books.plan("plan", PRICE, {"model": "recurring", "amount": "5"})
    books.subscribe("acme", "plan")
    return books


def rated(built: list[Built]) -> list[date]:
    return [month for call in built for month in call.months]


@pytest.fixture(scope="module")
def books(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Books:
    folder = tmp_path_factory.mktemp("months")
    books = priced(databases, folder)
    for events in USED:
        books.use(events)
    assert rated(build(books.settings)) == [FEBRUARY, MARCH, APRIL]
    return books


def test_each_change_rates_the_months_that_it_changes_and_no_other(books: Books) -> None:
    assert months_to_rate(books.settings) == []
    books.refer("prices", PRICE | {"unit_amount": "3", "effective_at": "2026-03-10T00:00:00Z"})
    assert months_to_rate(books.settings) == [MARCH, APRIL]
    assert rated(build(books.settings)) == [MARCH, APRIL]
    lines = books.rows(
        "select usage_month, amount_cents from marts.fct_rated_usage where price_id = 'p' and events > 0"
    )
    assert sorted(lines) == [(FEBRUARY, 100), (MARCH, 300)]

    late = books.use([Event("late", "2026-02-11 10:00", event_type="call")])
    assert rated(build(books.settings)) == [FEBRUARY]
    books.ledger.judge(late, "voided")
    # As if the build had died before its months: the ledger says what is due.
    assert months_to_rate(books.settings) == [FEBRUARY]
    build(books.settings)
    assert months_to_rate(books.settings) == []
    assert {mart.name for mart in rebuild_and_compare(books.settings) if not mart.is_equal} == set()


def test_any_order_of_loads_leads_to_the_same_books(databases: Databases, dbt: Dbt, tmp_path: Path) -> None:
    dumps = []
    for folder, order in (("one", USED), ("other", USED[::-1])):
        (tmp_path / folder).mkdir()
        other = priced(databases, tmp_path / folder)
        for events in order:
            other.use(events[::-1] if folder == "other" else events)
        dbt.must(other.settings, "run", "--event-time-start", "2026-02-10", "--event-time-end", "2026-02-11")
        dbt.must(other.settings, "run", "--event-time-start", "2026-03-10", "--event-time-end", "2026-03-11")
        dbt.must(other.settings, "run", "--event-time-start", "2026-04-10", "--event-time-end", "2026-04-12")
        dumps.append([other.rows(f"select t::text from marts.{mart} as t order by 1") for mart in BOOKS])
    assert dumps[0] == dumps[1]
    assert all(dumps[0])
