"""Every data test can fail: one thing is broken per day, and the test that guards it names that day."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from orchestration.days import DayRange
from orchestration.dbt_commands import window
from tests.conftest import Databases
from tests.dbt_project.breaks import BREAKS, WITHOUT_DAYS
from tests.dbt_project.breaks_of_rights import refer_rights
from tests.dbt_project.calls import Dbt
from tests.dbt_project.conftest import Built
from tests.dbt_project.ledger import Event, Ledger
from warehouse.book import BillingMonth, close_month
from warehouse.database import transaction
from warehouse.ledger import ledger_horizon
from warehouse.resources import put
from warehouse.settings import Settings

FIRST_DAY = date(2026, 3, 1)
GRAIN = "unique_grain_"
# One more than is broken, for what has no day.
DAYS = len(BREAKS) + 1
LAST_DAY = FIRST_DAY + timedelta(days=DAYS - 1)
WINDOW = ("--event-time-start", f"{FIRST_DAY}", "--event-time-end", f"{LAST_DAY + timedelta(days=1)}")


# A day on which no file will come.
DECLARED = """
    insert into raw.empty_day_declarations (ledger_no, source, landing_date, state, files_found, reason, decided_by)
    select nextval('raw.ledger_no_seq'), 'web', '2026-03-01', 'declared', 0, 'a holiday', 'ann'
"""


def day_of(test: str) -> date:
    return FIRST_DAY + timedelta(days=list(BREAKS).index(test))


def write_days(ledger: Ledger) -> None:
    """One event a day, a repeat, quarantined lines, one of them released, and something known of everything."""
    days = [FIRST_DAY + timedelta(days=number) for number in range(DAYS)]
    who = {"user": "ann", "ip": "10.0.0.1", "project_id": "shop"}
    events = [Event(f"on {day}", f"{day} 10:00", latency_us=5, **who) for day in days]
    load_id = ledger.load([*events, events[-1]], quarantined=2)
    ledger.release(load_id, {len(events) + 2: Event("released", f"{days[-1]} 11:00")})
    ledger.refer("clients", {"client_id": "acme", "time_zone": "Asia/Tokyo"})
    ledger.locate("10.0.0.1", "JP")
    ledger.refer("endpoints", {"id": "e1", "provider_id": "house", "api_id": "web", "endpoint": "/orders/{id}"})
    ledger.refer("providers", {"provider_id": "house"})
    ledger.refer("apis", {"api_id": "web", "provider_id": "house"})
    ledger.refer("listings", {"id": "l1", "provider_id": "house", "api_id": "web", "listed_from": "2026-01-01Z"})
    ledger.refer("users", {"id": "acme/ann", "client_id": "acme", "user_id": "ann"})
    refer_prices(ledger)
    refer_rights(ledger)
    with transaction("owner", ledger.settings) as connection:
        connection.execute(DECLARED)
    write_resources(ledger.settings)


def write_resources(settings: Settings) -> None:
    """An app whose owners follow one another with a gap, a close and a link; something unpaired, and a conflict."""
    times = [f"2011-01-0{day}" for day in range(1, 9)]
    put("providers", {"provider_id": "heroku"}, settings)
    put("rate_codes", {"provider_id": "heroku", "slug": "web", "rate_cents": 5, "rate_period": "hour"}, settings)
    opened = {"provider_id": "heroku", "state": "open", "resource_id": "app", "rate_code": "web"}
    for number, (first, qty) in enumerate([(times[0], 1), (times[0], 2), (times[0], 3)]):
        put("billable_events", opened | {"event_id": str(UUID(int=number % 2)), "time": first, "qty": qty}, settings)
    for number in (1, 2):
        closed = {"provider_id": "heroku", "state": "close", "event_id": str(UUID(int=number)), "time": times[7]}
        put("billable_events", closed, settings)
    for number, (owner, day) in enumerate([("a1", 1), ("a2", 3), ("a3", 6)]):
        whose = {"provider_id": "heroku", "ownership_id": str(UUID(int=number)), "owner_id": owner}
        put("resource_ownerships", whose | {"state": "active", "resource_id": "app", "time": times[day]}, settings)
        put("account_links", {"provider_id": "heroku", "owner_id": owner, "client_id": "acme"}, settings)
    left = {"provider_id": "heroku", "ownership_id": str(UUID(int=1)), "state": "inactive", "time": times[4]}
    put("resource_ownerships", left, settings)


def refer_prices(ledger: Ledger) -> None:
    """Requests are metered and cost a euro, but for three of a month; users are metered and cost nothing."""
    ledger.refer("meters", {"meter_id": "request", "aggregation": "count"})
    ledger.refer("meters", {"meter_id": "seen", "aggregation": "unique_count", "value": "user_key"})
    ledger.refer("plans", {"plan_id": "plan", "currency": "EUR"})
    price = {"price_id": "price", "plan_id": "plan", "meter_id": "request", "model": "standard"}
    ledger.refer("prices", price | {"unit_amount": "1", "included": "3"})
    subscription = {"subscription_id": "acme's", "client_id": "acme", "plan_id": "plan"}
    ledger.refer("subscriptions", subscription | {"starts_at": "2026-02-01T12:00:00Z"})


def double_a_row(world: Built, test: str) -> None:
    """Takes away what forbids it, then puts a row of the table there twice, one of the last day if it has days."""
    table = test.removeprefix(GRAIN).strip("_")
    ((schema, columns),) = world.rows(
        "select table_schema, array_agg(column_name::text) from information_schema.columns "
        "where table_name = %s group by 1",
        table,
    )
    if world.rows("select 1 from pg_views where schemaname = %s and viewname = %s", schema, table):
        world.execute(
            f"alter view {schema}.{table} rename to {table}_once",
            f"create view {schema}.{table} as select * from {schema}.{table}_once "
            f"union all (select * from {schema}.{table}_once limit 1)",
        )
        return
    indexes = world.rows("select indexname from pg_indexes where tablename = %s", table)
    order = "order by usage_date desc" if "usage_date" in columns else ""
    world.execute(
        *(f'drop index {schema}."{name}"' for (name,) in indexes),
        f"insert into {schema}.{table} (select * from {schema}.{table} {order} limit 1)",
    )


@pytest.fixture(scope="module")
def data_tests(dbt: Dbt) -> set[str]:
    """The names of all data tests."""
    return {node["name"] for node in dbt.manifest()["nodes"].values() if node["resource_type"] == "test"}


@pytest.fixture(scope="module")
def broken(databases: Databases, built: Built, dbt: Dbt, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """One event a day, built and found right, then broken everywhere."""
    settings = databases.create(tmp_path_factory.mktemp("broken"))
    write_days(Ledger(settings))
    dbt.must(settings, "build", "--exclude", "test_type:unit", *WINDOW)
    world = Built(settings, built.loads)
    march = BillingMonth(FIRST_DAY)
    assert close_month(march, ledger_horizon(settings), settings, begins_with=march).lines > 0
    world.execute(*(f"{statement} where usage_date = '{day_of(test)}'" for test, statement in BREAKS.items()))
    for statement in WITHOUT_DAYS.values():
        world.execute(statement.format(last_day=LAST_DAY))
    return world


@pytest.fixture(scope="module")
def failures(broken: Built, data_tests: set[str], dbt: Dbt) -> set[str]:
    """The data tests that failed in the full sweep, their rows kept."""
    for test in data_tests:
        if test.startswith(GRAIN):
            double_a_row(broken, test)
    return dbt.call(broken.settings, "test", "--exclude", "test_type:unit", "--store-failures").failed


@pytest.mark.parametrize("test", BREAKS)
def test_a_broken_day_is_noticed_on_that_day(broken: Built, failures: set[str], test: str) -> None:
    assert test in failures
    columns = broken.rows("select column_name from information_schema.columns where table_name = %s", test)
    if ("usage_date",) in columns:
        assert (day_of(test),) in broken.rows(f"select usage_date from intermediate.{test}")


def test_every_data_test_fails_when_what_it_guards_is_broken(data_tests: set[str], failures: set[str]) -> None:
    guarded = {test for test in data_tests if not test.startswith(GRAIN)}

    assert guarded == set(BREAKS) | set(WITHOUT_DAYS)
    assert failures == data_tests


def test_a_test_of_some_days_does_not_see_the_others(broken: Built, failures: set[str], dbt: Dbt) -> None:
    day, other = "days_equal_their_hours", "stored_equals_counted_and_repeated"
    only_day = window(DayRange(day_of(day), day_of(day)))

    assert failures >= {day, other}
    assert dbt.call(broken.settings, "build", "--select", day, *only_day).failed == {day}
    assert dbt.call(broken.settings, "build", "--select", other, *only_day).statuses[other] == "pass"
