"""Days and hours of the clients' own clocks, also on the days that clocks change, counted again by Python's zones."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from orchestration.building import build
from orchestration.dbt_manifest import ensure_manifest
from tests.conftest import Databases
from tests.dbt_project.ledger import Event, Ledger
from warehouse.access import Scope
from warehouse.reports import Period, TimeBasis, UsageFilter, run
from warehouse.settings import Settings

OPERATOR = Scope.operator()
ZONES = {
    "delhi": "Asia/Kolkata",
    "kathmandu": "Asia/Kathmandu",
    "berlin": "Europe/Berlin",
    "boston": "America/New_York",
    "chatham": "Pacific/Chatham",
}
# Berlin goes forward on 29 March and Chatham back on 5 April; a day on either side.
SPAN = Period(date(2026, 3, 28), date(2026, 4, 6))


def made_up_events() -> list[Event]:
    """Some every hour or so of every client, many of them within the hours in which a clock changes."""
    random, events = Random(5), list[Event]()
    first = datetime.combine(SPAN.from_date, datetime.min.time(), UTC)
    for client in ZONES:
        for number in range(200):
            at = first + timedelta(seconds=random.randrange(SPAN.days * 86400))
            events.append(Event(f"{client} {number}", f"{at:%Y-%m-%d %H:%M:%S}", client_id=client, user="ann"))
    return events


EVENTS = made_up_events()


@pytest.fixture(scope="module")
def world(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = databases.create(tmp_path_factory.mktemp("zones"))
    ledger = Ledger(settings)
    ledger.load(EVENTS)
    ledger.refer("clients", *({"client_id": client, "time_zone": zone} for client, zone in ZONES.items()))
    ensure_manifest(settings)
    build(settings)
    return settings


def local(event: Event) -> datetime:
    return event.usage_at.astimezone(ZoneInfo(ZONES[event.client_id])).replace(tzinfo=None)


def answered(settings: Settings, by: tuple[str, ...], basis: TimeBasis, span: Period = SPAN) -> dict[object, int]:
    asked = UsageFilter(span.from_date, span.until_date, by, ("requests",), time_basis=basis)
    return {row[:-1]: row[-1] for row in run(OPERATOR, asked, settings).frame.rows()}


def test_local_days_are_those_of_pythons_zones(world: Settings) -> None:
    expected = Counter((local(event).date(), event.client_id) for event in EVENTS)
    inside = {key: count for key, count in expected.items() if SPAN.from_date <= key[0] <= SPAN.until_date}
    assert answered(world, ("usage_date", "client"), "local") == inside
    # Days have 23, 24 or 25 hours, and the split by user is another mart.
    assert sum(answered(world, ("usage_date", "user"), "local").values()) == sum(inside.values())


def test_local_hours_are_those_of_pythons_zones_and_an_hour_that_comes_twice_is_one(world: Settings) -> None:
    hours = Counter((local(event).replace(minute=0, second=0), event.client_id) for event in EVENTS)
    inside = {key: count for key, count in hours.items() if SPAN.from_date <= key[0].date() <= SPAN.until_date}
    assert answered(world, ("hour", "client"), "local") == inside


@pytest.mark.parametrize("basis", ["utc", "local"])
def test_days_add_up_to_the_range_by_either_clock(world: Settings, basis: TimeBasis) -> None:
    wide = Period(SPAN.from_date - timedelta(days=1), SPAN.until_date + timedelta(days=1))
    assert sum(answered(world, ("usage_date",), basis, wide).values()) == len(EVENTS)
    assert answered(world, (), basis, wide) == {(): len(EVENTS)}
