"""Which months a build rates, and that any order of loads leads to the same books."""

from datetime import date
from pathlib import Path

from orchestration.building import Built, build
from orchestration.verifying import rebuild_and_compare
from tests.conftest import Databases
from tests.dbt_project.calls import Dbt
from tests.dbt_project.ledger import Event
from tests.rating.books import Books
from warehouse.ledger import are_prices_behind, months_to_rate

FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)
BOOKS = ("fct_metered_daily", "fct_rated_usage", "fct_not_billed", "agg_billing_monthly")
WINDOW = ("--event-time-start", "2026-02-28", "--event-time-end", "2026-03-03")
REPEATED = Event("1", "2026-02-28 10:00", event_type="call", project_id="shop")
USED = [
    [REPEATED],
    [Event("2", "2026-03-01 10:00", event_type="call"), REPEATED],
    [Event("3", "2026-03-01 11:00", event_type="call", status_code=503), Event("4", "2026-03-02 10:00")],
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


def test_without_prices_no_month_is_rated_and_no_event_metered(databases: Databases, tmp_path: Path) -> None:
    books = Books(databases.create(tmp_path / "home"), tmp_path)
    books.use([Event("1", "2026-02-10 10:00")])

    assert rated(build(books.settings)) == []
    assert books.rows("select count(*) from marts.fct_metered_daily") == [(0,)]
    assert books.rows("select to_regclass('marts.fct_rated_usage')") == [(None,)]
    assert {mart.name for mart in rebuild_and_compare(books.settings) if not mart.is_equal} == set()
    books.ledger.refer("plans", {"plan_id": "plan", "currency": "EUR"})
    assert months_to_rate(books.settings) == [FEBRUARY]
    assert are_prices_behind(books.settings)


def test_each_change_rates_the_months_that_it_changes_and_no_other(databases: Databases, tmp_path: Path) -> None:
    books = priced(databases, tmp_path)
    books.use([Event("1", "2026-02-10 10:00", event_type="call"), Event("2", "2026-03-10 10:00", event_type="call")])
    assert rated(build(books.settings)) == [FEBRUARY, MARCH]
    assert months_to_rate(books.settings) == []
    assert not are_prices_behind(books.settings)

    books.refer("prices", PRICE | {"unit_amount": "3", "effective_at": "2026-03-10T00:00:00Z"})
    assert months_to_rate(books.settings) == [MARCH]
    assert are_prices_behind(books.settings)
    assert rated(build(books.settings)) == [MARCH]
    lines = books.rows(
        "select usage_month, amount_cents from marts.fct_rated_usage where price_id = 'p' and events > 0"
    )
    assert sorted(lines) == [(FEBRUARY, 100), (MARCH, 300)]

    late = books.use([Event("late", "2026-02-11 10:00", event_type="call")])
    assert rated(build(books.settings)) == [FEBRUARY]
    books.ledger.judge(late, "voided")
    # As if the build had died before its months: the ledger says what is due, and that no price is the reason.
    assert months_to_rate(books.settings) == [FEBRUARY]
    assert not are_prices_behind(books.settings)


def test_any_order_of_loads_leads_to_the_same_books(databases: Databases, dbt: Dbt, tmp_path: Path) -> None:
    dumps = []
    for folder, loads in (("one", USED), ("other", [events[::-1] for events in USED[::-1]])):
        (tmp_path / folder).mkdir()
        books = priced(databases, tmp_path / folder)
        for events in loads:
            books.use(events)
        dbt.must(books.settings, "run", *WINDOW)
        dumps.append([books.rows(f"select t::text from marts.{mart} as t order by 1") for mart in BOOKS])
    assert dumps[0] == dumps[1]
    assert all(dumps[0])
    assert {mart.name for mart in rebuild_and_compare(books.settings) if not mart.is_equal} == set()
