"""The same events as ledger rows, built by dbt: reports must not tell those marts from the ones written by hand."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest

from orchestration.dbt_calls import run_dbt
from warehouse import reports
from warehouse.access import Scope
from warehouse.database import connect
from warehouse.reports import DIMENSIONS, MEASURES, Freshness, UsageFilter
from warehouse.settings import Settings

OPERATOR = Scope.operator()
SATURDAY, MONDAY, TUESDAY = date(2026, 2, 28), date(2026, 3, 2), date(2026, 3, 3)
LOAD = (
    "insert into raw.loads (load_id, load_no, kind, channel, source, source_version, file_name, content_sha256,"
    " content_bytes, seconds, lines, stored, repeated, quarantined, ignored)"
    " values (%s, %s, %s, 'file', 'web', 'v', 'web.log', '', 0, 0, %s, %s, 0, %s, 0)"
)
EVENT = (
    "insert into raw.usage_events (usage_at, load_id, line_no, event_key, payload_digest, usage_date, is_time_assigned,"
    " event_type, provider_id, api_id, endpoint, operation, status_code, client_id, project_id, user_key, ip_key,"
    " dealer_id, latency_us, request_bytes, response_bytes, records_new, records_changed, method)"
    " values (%s, 1, %s, %s, %s, %s, false, 'request', %s, %s, %s, %s, %s, %s, nullif(%s, 'none'), %s, %s,"
    " nullif(%s, 'none'), %s, %s, %s, %s, %s, 'GET')"
)


def append_to_ledger(connection: psycopg.Connection, events: list[tuple[Any, ...]], people: dict[str, Any]) -> None:
    """One accepted load of the events, with a line in quarantine, and what is known of globex and two users."""
    connection.execute(LOAD, [1, 1, "usage", len(events) + 1, len(events), 1])
    connection.execute(LOAD, [2, 3, "reference", 3, 3, 0])
    connection.execute("insert into raw.load_verdicts values (2, 1, 'accepted', 'ok', 'a test')")
    connection.execute("insert into raw.load_verdicts values (4, 2, 'accepted', 'ok', 'a test')")
    connection.execute("insert into raw.quarantine values (1, 99, 'unparseable', 'no request line')")
    globex = {"client_id": "globex", "name": "Globex", "time_zone": "Africa/Lagos", "agency_id": "umbrella"}
    alice = {"client_id": "acme", "user_id": "alice", "birth_year": 2005, "gender": "f", "income": 12000}
    bob = {"client_id": "acme", "user_id": "bob", "birth_year": 1986, "gender": "m", "spend": 49.5}
    known = [("clients", "globex", globex), ("users", UUID(int=1).hex, alice), ("users", UUID(int=2).hex, bob)]
    for line_no, (kind, subject, payload) in enumerate(known, start=1):
        record = [kind, subject, line_no, json.dumps(payload), subject]
        connection.execute("insert into raw.reference_records values (%s, %s, null, 3, 2, %s, %s, %s)", record)
    for number, (time, *parties, user, ip, dealer, latency, sent, got, new, changed) in enumerate(events, start=1):
        usage_at = datetime.fromisoformat(time).replace(tzinfo=UTC)
        connection.execute("select raw.ensure_usage_partition(%s)", [usage_at.date()])
        keys = [UUID(int=key) if key else None for key in (user, ip)]
        identity = [number, UUID(int=number), UUID(int=number), usage_at.date()]
        connection.execute(EVENT, [usage_at, *identity, *parties, *keys, dealer, latency, sent, got, new, changed])
    connection.execute("insert into raw.load_days select 1, usage_date, count(*), 0 from raw.usage_events group by 2")
    for table, rows in people.items():
        for row in rows:
            marks = ", ".join(["%s"] * len(row))
            connection.execute(f"insert into raw.{table} values ({marks}, 1)", row)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def built(
    databases: Any, tmp_path_factory: pytest.TempPathFactory, events: list[tuple[Any, ...]], people: dict[str, Any]
) -> Settings:
    """A database whose marts dbt made of the ledger, from 28 February to 3 March."""
    settings: Settings = databases.create(tmp_path_factory.mktemp("built"))
    with connect("owner", settings) as connection:
        append_to_ledger(connection, [event for event in events if event[1] == "house" and event[0] > "2026"], people)
    days = ["--event-time-start", "2026-02-28", "--event-time-end", "2026-03-04"]
    run_dbt(["run", *days], settings, through=4)
    return settings.model_copy(update={"smallest_group": 1})


@pytest.mark.parametrize("basis", ["utc", "local"])
@pytest.mark.parametrize("by", [(), *((name,) for name in DIMENSIONS), ("hour", "user"), ("client", "ip", "week")])
def test_every_split_is_that_of_the_marts_written_by_hand(
    built: Settings, marts: Settings, by: tuple[str, ...], basis: reports.TimeBasis
) -> None:
    for from_date in (SATURDAY, MONDAY):
        asked = UsageFilter(from_date, TUESDAY, by, tuple(MEASURES), time_basis=basis)
        found, expected = (reports.run(OPERATOR, asked, settings) for settings in (built, marts))
        assert found.frame.rows() == expected.frame.rows()
        assert not found.frame.is_empty()


def test_the_state_of_the_data_is_what_was_loaded(built: Settings) -> None:
    loads = reports.loads(OPERATOR, settings=built).frame
    assert loads.select("load_id", "state", "lines", "stored", "quarantined").rows() == [(1, "accepted", 8, 7, 1)]
    assert loads.select("first_usage_date", "last_usage_date").row(0) == (SATURDAY, TUESDAY)
    assert reports.quarantine(OPERATOR, settings=built).frame.row(0)[:5] == ("unparseable", "web", 1, 1, 0)
    assert reports.freshness(OPERATOR, settings=built) == Freshness(
        latest_usage_hour_at=datetime(2026, 3, 3, 12, tzinfo=UTC),
        last_usage_date=TUESDAY,
        last_built_date=TUESDAY,
        days_built=3,
        stored=7,
        counted=7,
        repeated=0,
        loads_accepted=1,
        loads_held=0,
        loads_voided=0,
        lines_in_quarantine=1,
    )
