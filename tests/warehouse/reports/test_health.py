from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from warehouse import reports
from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports import Freshness
from warehouse.settings import Settings

OPERATOR = Scope.operator()
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
SUNDAY, MONDAY = date(2026, 3, 1), date(2026, 3, 2)

LOAD_COLUMNS = (
    "load_id, load_no, kind, source, file_name, landing_date, committed_at, load_seconds, state, state_reason, lines,"
    " stored, repeated_at_load, quarantined, ignored, first_usage_date, last_usage_date"
)
LOADS: list[tuple[Any, ...]] = [
    (1, 2, "usage", "web", "a.log", SUNDAY, NOON, 0.5, "accepted", "checks passed", 10, 7, 1, 2, 1, SUNDAY, SUNDAY),
    (2, 4, "usage", "web", "b.log", MONDAY, NOON, 0.5, "accepted", "checks passed", 20, 15, 0, 5, 0, SUNDAY, MONDAY),
    (3, 6, "usage", "gateway", "c.jsonl", MONDAY, NOON, 0.5, "held", "too many errors", 9, 5, 0, 4, 0, MONDAY, MONDAY),
    (4, 8, "usage", "web", "d.log", MONDAY, NOON, 0.5, "voided", "wrong file", 8, 0, 0, 8, 0, None, None),
    (5, 9, "reference", "clients", "clients.csv", None, NOON, 0.5, "accepted", "reference", 3, 3, 0, 0, 0, None, None),
    (6, 10, "usage", "web", "b.log", None, NOON, 0.5, "accepted", "mended", 4, 4, 0, 0, 0, SUNDAY, MONDAY),
]
# Load 6 took up four of the lines of load 2; load 3 is to replace load 1.
CORRECTIONS = (
    "update marts.fct_loads set released = 4 where load_id = 2",
    "update marts.fct_loads set releases_load_id = 2 where load_id = 6",
    "update marts.fct_loads set replaces_load_id = 1 where load_id = 3",
    "update marts.fct_loads set replaced_by_load_id = 3 where load_id = 1",
)
# load_id, reason, lines, released, waiting, first_line_no, detail
QUARANTINE = [
    (1, "unparseable", 2, 0, 2, 3, "no request line"),
    (2, "unparseable", 1, 1, 0, 7, "no status"),
    (2, "impossible_date", 4, 3, 1, 9, "30 February"),
    (3, "unparseable", 4, 0, 4, 2, "no JSON object"),
    (4, "unparseable", 8, 0, 8, 1, "binary"),
]


@pytest.fixture
def operated(own_marts: Any, settings: Settings) -> Settings:
    """Marts after a build that saw the loads above."""
    with own_marts.connection.cursor() as cursor:
        marks = ", ".join(["%s"] * 17)
        cursor.executemany(f"insert into marts.fct_loads ({LOAD_COLUMNS}) values ({marks})", LOADS)
        cursor.executemany("insert into marts.fct_load_quarantine values (%s, %s, %s, %s, %s, %s, %s)", QUARANTINE)
        for statement in CORRECTIONS:
            cursor.execute(statement)
    own_marts.build()
    with own_marts.connection.cursor() as cursor:
        days = [(SUNDAY, 9, 8, 1, 4), (MONDAY, 13, 13, 0, 4), (date(2026, 3, 3), 0, 0, 0, 8)]
        cursor.executemany("insert into marts.fct_days_built values (%s, %s, %s, %s, %s)", days)
    return settings


def test_loads_come_latest_first_with_their_accounting(operated: Settings) -> None:
    frame = reports.loads(OPERATOR, settings=operated).frame
    assert frame["file_name"].to_list() == ["b.log", "d.log", "c.jsonl", "b.log", "a.log"]
    assert frame.row(4, named=True) == {
        "load_id": 1,
        "load_no": 2,
        "committed_at": NOON,
        "load_seconds": 0.5,
        "source": "web",
        "file_name": "a.log",
        "landing_date": SUNDAY,
        "state": "accepted",
        "state_reason": "checks passed",
        "replaces_load_id": None,
        "replaced_by_load_id": 3,
        "releases_load_id": None,
        "lines": 10,
        "stored": 7,
        "repeated_at_load": 1,
        "quarantined": 2,
        "released": 0,
        "ignored": 1,
        "first_usage_date": SUNDAY,
        "last_usage_date": SUNDAY,
    }


def test_loads_tell_what_corrects_them_and_what_they_correct(operated: Settings) -> None:
    columns = ("load_id", "replaces_load_id", "replaced_by_load_id", "releases_load_id", "quarantined", "released")
    assert reports.loads(OPERATOR, settings=operated).frame.select(columns).rows() == [
        (6, None, None, 2, 0, 0),
        (4, None, None, None, 8, 0),
        (3, 1, None, None, 4, 0),
        (2, None, None, None, 5, 4),
        (1, None, 3, None, 2, 0),
    ]


def test_loads_of_one_state_and_no_more_than_asked(operated: Settings) -> None:
    assert reports.loads(OPERATOR, state="held", settings=operated).frame["load_id"].to_list() == [3]
    assert reports.loads(OPERATOR, limit=2, settings=operated).frame["load_id"].to_list() == [6, 4]
    with pytest.raises(ReportError, match="Did you mean held"):
        reports.loads(OPERATOR, state="hold", settings=operated)


def test_quarantine_is_told_by_reason_and_source_with_the_latest_example_that_waits(operated: Settings) -> None:
    assert reports.quarantine(OPERATOR, settings=operated).frame.rows() == [
        ("unparseable", "gateway", 1, 4, 0, 3, "c.jsonl", 2, "no JSON object"),
        ("unparseable", "web", 1, 2, 1, 1, "a.log", 3, "no request line"),
        ("impossible_date", "web", 1, 1, 3, 2, "b.log", 9, "30 February"),
    ]


def test_what_is_released_does_not_wait_in_quarantine(operated: Settings, own_marts: Any) -> None:
    own_marts.connection.execute("update marts.fct_load_quarantine set released = lines, waiting = 0 where load_id = 2")
    reasons = reports.quarantine(OPERATOR, settings=operated).frame["reason"].to_list()
    assert reasons == ["unparseable", "unparseable"]


def test_what_came_in_is_told_by_source_and_to_the_last_line(own_marts: Any, settings: Settings) -> None:
    rows = [
        # loaded on, source, loads, lines, ignored, in quarantine, released, withdrawn, held, unbuilt, repeated, counted
        (SUNDAY, "web", 2, 30, 1, 2, 4, 0, 0, 3, 5, 15),
        (MONDAY, "web", 1, 8, 0, 0, 0, 8, 0, 0, 0, 0),
        (MONDAY, "gateway", 1, 9, 0, 4, 0, 0, 5, 0, 0, 0),
    ]
    with own_marts.connection.cursor() as cursor:
        cursor.executemany(f"insert into marts.fct_reconciliation_daily values ({', '.join(['%s'] * 12)})", rows)
    found = reports.reconciliation(OPERATOR, settings=settings).frame
    # source, loads, lines, counted, repeated, unbuilt, held, withdrawn, in quarantine, released, ignored
    assert found.rows() == [
        ("gateway", 1, 9, 0, 0, 0, 5, 0, 4, 0, 0),
        ("web", 3, 38, 15, 5, 3, 0, 8, 2, 4, 1),
        ("all sources", 4, 47, 15, 5, 3, 5, 8, 6, 4, 1),
    ]
    monday = reports.reconciliation(OPERATOR, from_date=MONDAY, until_date=MONDAY, by_day=True, settings=settings).frame
    assert monday.select("loaded_on", "source", "lines").rows() == [
        (MONDAY, "gateway", 9),
        (MONDAY, "web", 8),
        (None, "all sources", 17),
    ]
    nothing = reports.reconciliation(OPERATOR, from_date=date(2030, 1, 1), settings=settings).frame
    assert nothing.rows() == [("all sources", *[0] * 10)]


def test_freshness_goes_by_the_datas_own_clock(operated: Settings, own_marts: Any) -> None:
    own_marts.connection.execute(
        "insert into marts.fct_usage_hourly (usage_date, usage_hour_at, requests) values"
        " ('2026-03-01', '2026-03-01 23:00Z', 8), ('2026-03-02', '2026-03-02 05:00Z', 1),"
        " ('2026-03-02', '2026-03-02 17:00Z', 12)"
    )
    assert reports.freshness(OPERATOR, settings=operated) == Freshness(
        latest_usage_hour_at=datetime(2026, 3, 2, 17, tzinfo=UTC),
        last_usage_date=MONDAY,
        last_built_date=date(2026, 3, 3),
        days_built=3,
        stored=22,
        counted=21,
        repeated=1,
        loads_accepted=3,
        loads_held=1,
        loads_voided=1,
        lines_in_quarantine=7,
    )


def test_freshness_of_nothing_is_nothing(own_marts: Any, settings: Settings) -> None:
    own_marts.build()
    fresh = reports.freshness(OPERATOR, settings=settings)
    assert (fresh.latest_usage_hour_at, fresh.last_usage_date, fresh.last_built_date) == (None, None, None)
    assert (fresh.days_built, fresh.counted, fresh.loads_accepted) == (0, 0, 0)


def test_days_wait_that_the_ledger_touched_and_no_build_has_seen(operated: Settings, own_marts: Any) -> None:
    own_marts.connection.execute(
        "insert into raw.loads (load_id, load_no, kind, channel, source, source_version, content_sha256, content_bytes,"
        " seconds, lines, stored, repeated, quarantined, ignored)"
        " values (6, 10, 'usage', 'file', 'web', 'v', '', 0, 0, 2, 2, 0, 0, 0)"
    )
    own_marts.connection.execute("insert into raw.load_verdicts values (11, 6, 'accepted', 'checks passed', 'a test')")
    own_marts.connection.execute("insert into raw.load_days values (6, '2026-03-02', 1, 0), (6, '2026-03-09', 1, 0)")
    assert reports.days_waiting(OPERATOR, settings=operated) == [MONDAY, date(2026, 3, 9)]


@pytest.mark.parametrize(
    "report", [reports.loads, reports.quarantine, reports.freshness, reports.days_waiting, reports.reconciliation]
)
def test_only_the_operator_sees_the_state_of_the_data(report: Callable[..., object]) -> None:
    with pytest.raises(ReportError, match="for the operator"):
        report(Scope.client("acme"))
