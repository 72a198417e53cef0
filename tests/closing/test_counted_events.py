"""Every meter in its own words: the rows that a line is explained by are those that the models count."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from orchestration.building import build
from tests.conftest import Databases
from tests.dbt_project.ledger import Event
from tests.rating.books import Books
from warehouse.access import Scope
from warehouse.reports import explaining
from warehouse.reports.explaining import rows
from warehouse.reports.explaining.counting import counted_events
from warehouse.reports.explaining.line import BilledLine
from warehouse.reports.usage import reading

OPERATOR = Scope.operator()
BEGINNING = datetime(2026, 2, 26, 20, 15, tzinfo=UTC)
CHANGE = "2026-03-12T07:30:00Z"
LISTINGS: tuple[dict[str, Any], ...] = (
    {"provider_id": "house", "api_id": "web", "listed_from": "2026-01-01T00:00:00Z"},
    {
        "provider_id": "house",
        "api_id": "map",
        "listed_from": "2026-03-02T11:00:00Z",
        "listed_until": "2026-03-20T05:00:00Z",
    },
)
FILTERS: dict[str, dict[str, Any]] = {
    "of all": {},
    "of an api": {"api_id": ["map"]},
    "of a provider": {"provider_id": ["house"]},
    "of an endpoint": {"endpoint": ["/a's", "/c"]},
    "of writes": {"operation": ["write", "delete"]},
    "by post": {"method": ["POST"]},
    "of a kind": {"event_type": ["kind 2"]},
    "that went well": {"outcome": ["success"]},
    "not found": {"status_code": [404, 410]},
    "of a project": {"project_id": ["shop", "none"]},
    "of a dealer": {"dealer_id": ["d1"]},
    "from a country": {"country": ["IN", "unknown"]},
    "by attribute": {"attributes.tier": ["gold", "si'lver"], "operation": ["read"]},
}
VALUES: dict[str, dict[str, Any]] = {
    "quantity": {"aggregation": "sum", "value": "quantity"},
    "latency": {"aggregation": "max", "value": "latency_us"},
    "bytes": {"aggregation": "latest", "value": "response_bytes"},
    "received": {"aggregation": "sum", "value": "request_bytes"},
    "records": {"aggregation": "sum", "value": "records_total"},
    "size": {"aggregation": "percentile", "value": "attributes.size", "percentile": 90},
    "stock": {"aggregation": "weighted_sum", "value": "attributes.size"},
    "users": {"aggregation": "unique_count", "value": "user_key"},
    "addresses": {"aggregation": "unique_count", "value": "ip_key"},
    "projects": {"aggregation": "unique_count", "value": "project_id"},
    "countries": {"aggregation": "unique_count", "value": "country"},
    "tiers": {"aggregation": "unique_count", "value": "attributes.tier"},
}
ATTRIBUTES = (
    None, {"tier": "gold", "size": "7.5"}, {"tier": "si'lver", "size": "much"}, {"size": 3},
    {"tier": "17", "name": "x"}, None, {"size": "9"},
)  # fmt: skip
COUNTED = """
    select usage_date, usage_at, load_id, line_no, value
    from marts.fct_metered_events
    where client_id = %(client_id)s and meter_id = %(meter_id)s and standing = 'billable'
        and usage_month = %(usage_month)s and usage_at >= %(began)s and usage_at < %(ended)s
"""


def use(number: int) -> Event:
    """The events differ in everything, each thing at a pace of its own."""
    at = BEGINNING + number * timedelta(hours=2, minutes=37)
    return Event(
        key=f"event {number}",
        at=f"{at:%Y-%m-%d %H:%M}",
        client_id=("acme", "delhi", "acme")[number % 3],
        status_code=(200, 404, None, 500, 201, 410, 200)[number % 7],
        user=(None, "ann", "bob")[number // 2 % 3],
        ip=(None, "10.0.0.1", "10.0.0.2", "10.0.0.3")[number // 3 % 4],
        endpoint=("/a's", "/b", "/c")[number // 5 % 3],
        operation=("read", "write", "delete", "read", "edit")[number % 5],
        project_id=(None, "shop", "lab")[number // 7 % 3],
        dealer_id=(None, "d1")[number // 4 % 2],
        latency_us=(None, 1500, 90)[number // 6 % 3],
        response_bytes=(None, 4000 + number)[number // 8 % 2],
        records_new=(None, 2)[number // 9 % 2],
        records_changed=(None, 3)[number // 10 % 2],
        quantity=(None, "1.25", "0")[number // 11 % 3],
        api_id=("web", "map", "private")[number // 12 % 3],
        event_type=f"kind {number // 13 % 4}",
        method=(None, "GET", "POST")[number // 14 % 3],
        attributes=ATTRIBUTES[number % len(ATTRIBUTES)],
    )


@pytest.fixture(scope="module")
def books(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Books:
    """Five weeks of events, and a price of every meter, by UTC and by the clients' own calendars."""
    folder = tmp_path_factory.mktemp("counted")
    books = Books(databases.create(folder / "home"), folder)
    books.refer("clients", {"client_id": "delhi", "name": "Delhi", "kind": "company", "time_zone": "Asia/Kolkata"})
    books.refer("listings", *LISTINGS)
    meters = [
        {"meter_id": name, "name": name, "aggregation": "count", "filter": said} for name, said in FILTERS.items()
    ] + [{"meter_id": name, "name": name, **said} for name, said in VALUES.items()]
    local = [{**meter, "meter_id": f"local {meter['meter_id']}", "time_basis": "local"} for meter in meters[::3]]
    changing = {"meter_id": "changing", "name": "Changing", "aggregation": "sum", "value": "quantity"}
    books.refer("meters", *meters, *local, changing)
    changed = {"value": "records_new", "filter": {"operation": ["read"]}, "effective_at": CHANGE}
    books.refer("meters", changing | changed)
    ids = [str(meter["meter_id"]) for meter in (*meters, *local, changing)]
    books.plan("all", *({"meter_id": name, "model": "standard", "unit_amount": "0.01"} for name in ids))
    books.subscribe("acme", "all", "2026-02-27T10:00:00Z")
    books.subscribe("delhi", "all", "2026-02-01T00:00:00Z", ends_at="2026-03-25T12:34:56Z")
    for place in ("10.0.0.1", "10.0.0.2"):
        books.ledger.locate(place, {"10.0.0.1": "IN", "10.0.0.2": "US"}[place])
    events = [use(number) for number in range(320)]
    books.use(events[::2])
    books.use(events[:80] + events[1::2])
    build(books.settings)
    return books


@pytest.fixture(scope="module")
def lines(books: Books) -> list[BilledLine]:
    keys = books.rows("select line_key::text from marts.fct_billing_lines where source = 'usage' and events > 0")
    return [explaining.find_line(OPERATOR, key, books.settings) for (key,) in keys]


def counted(connection: psycopg.Connection, line: BilledLine) -> list[tuple[Any, ...]]:
    statement = counted_events(connection, line)
    return sorted(connection.execute(statement).fetchall())


def test_the_rows_are_those_that_the_models_count(books: Books, lines: list[BilledLine]) -> None:
    assert {line.said["meter_id"] for line in lines} >= {*FILTERS, *VALUES, "changing"}
    with reading(books.settings) as connection:
        for line in lines:
            began = {"acme": "2026-02-27 10:00+00", "delhi": "-infinity"}[line.said["client_id"]]
            ended = {"acme": "infinity", "delhi": "2026-03-25 12:34:56+00"}[line.said["client_id"]]
            known = sorted(
                connection.execute(COUNTED.encode(), {**line.said, "began": began, "ended": ended}).fetchall()
            )
            assert counted(connection, line) == known, line.said["meter_id"]
            assert len(known) == line.events


def test_every_line_is_explained(books: Books, lines: list[BilledLine]) -> None:
    assert len(lines) > 100
    for line in lines:
        explanation = explaining.explain(OPERATOR, line, books.settings)
        assert explanation.differences == (), line.said["meter_id"]


def test_many_events_are_read_in_parts(books: Books, lines: list[BilledLine], monkeypatch: pytest.MonkeyPatch) -> None:
    line = max(lines, key=lambda line: line.events)
    whole = explaining.explain(OPERATOR, line, books.settings)

    monkeypatch.setattr(rows, "_EVENTS_AT_ONCE", line.events // 7)
    in_parts = explaining.explain(OPERATOR, line, books.settings)

    assert (in_parts.digest, in_parts.rows, in_parts.differences) == (whole.digest, line.events, ())
    assert in_parts.days.frame.equals(whole.days.frame)
    assert in_parts.sources.frame.equals(whole.sources.frame)
    assert hashlib.sha256(b"".join(explaining.rows_of(OPERATOR, line, books.settings))).hexdigest() == whole.digest


def test_the_looked_up_columns_are_those_of_all_facts(books: Books) -> None:
    columns = (
        "usage_date, local_date, usage_at, client_id, project_id, dealer_id, provider_id, api_id, endpoint, operation,"
        " method, outcome, status_code, country, region, city, is_listed, user_key, ip_key, load_id, line_no"
    )
    of_both = ("fct_counted_events", "fct_usage_events")
    ours, theirs = (books.rows(f"select {columns} from marts.{mart} order by load_id, line_no") for mart in of_both)

    assert ours == theirs
    assert len(ours) == 320


def test_of_what_else_a_record_says_only_what_a_meter_reads_is_there(books: Books) -> None:
    names = "select distinct jsonb_object_keys(attributes) from marts.fct_counted_events order by 1"
    assert books.rows(names) == [("size",), ("tier",)]


def test_what_a_meter_says_is_in_the_select(books: Books, lines: list[BilledLine]) -> None:
    (line,) = (
        line
        for line in lines
        if line.said["meter_id"] == "by attribute" and line.said["client_id"] == "acme" and line.usage_month.month == 3
    )
    with reading(books.settings) as connection:
        statement = counted_events(connection, line).as_string(connection)
    assert "event.\"operation\" in ('read') and event.attributes ->> 'tier' in ('gold', 'si''lver')" in statement
