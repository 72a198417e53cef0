"""Files to marts in Dagster's own processes, on one house: each dbt call costs seconds, so the tests share the runs."""

import contextlib
import json
import os
import signal
import socket
import time
import urllib.request
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.building import build
from orchestration.days import DayRange
from orchestration.launch import serve
from orchestration.outcomes import BUILD, LOAD
from tests.orchestration.conftest import LONG_AGO
from warehouse import ledger
from warehouse.database import connect
from warehouse.sources import find_source

THREE_DAYS = DayRange(date(2026, 3, 2), date(2026, 3, 4))
USAGE = dg.AssetKey(["marts", "fct_usage_daily"])


def requests_by_day(whole_way: Any) -> dict[date, int]:
    with connect("reader", whole_way.house) as connection:
        rows = connection.execute(
            "select usage_date, sum(requests)::int from marts.fct_usage_daily group by usage_date"
        )
        return dict(rows.fetchall())


def test_landed_files_become_daily_usage_although_one_of_them_is_broken(whole_way: Any) -> None:
    load, old, built = whole_way.outcomes

    assert (load.job, load.days, load.succeeded) == (LOAD, THREE_DAYS, False)
    assert "broken.jsonl.gz was refused" in load.failures[0]
    assert (built.job, built.days, built.succeeded) == (BUILD, THREE_DAYS, True)
    assert (old.job, old.days, old.succeeded) == (BUILD, DayRange(LONG_AGO, LONG_AGO), True)
    assert requests_by_day(whole_way) == {LONG_AGO: 1, date(2026, 3, 2): 3, date(2026, 3, 3): 2, date(2026, 3, 4): 5}


def test_what_is_listed_is_withdrawn_before_its_day_is_built(whole_way: Any) -> None:
    (voided,) = ledger.read_loads(whole_way.house, "voided")
    assert (voided.stored, voided.touched_days) == (9, [date(2026, 3, 4)])
    assert requests_by_day(whole_way)[date(2026, 3, 4)] == 5
    days = [outcome.days for outcome in whole_way.outcomes if outcome.job == BUILD]
    assert len([range_ for range_ in days if date(2026, 3, 4) in range_.days]) == 1


def test_what_the_days_hold_is_rated_in_their_runs(whole_way: Any) -> None:
    with connect("reader", whole_way.house) as connection:
        lines = connection.execute("select usage_month, amount_cents from marts.fct_rated_usage order by 1").fetchall()

    # The requests without a client, five of them on 4 March, are nobody's to pay.
    assert lines == [(date(2025, 3, 1), 100), (date(2026, 3, 1), 500)]
    runs = whole_way.instance.fetch_materializations(dg.AssetKey(["marts", "fct_rated_usage"]), limit=10).records
    assert {run.asset_materialization.metadata["dagster/row_count"].value for run in runs} == {1, 2}


def test_the_runs_are_on_record_and_can_be_run_again_from_the_page(whole_way: Any) -> None:
    runs = {run.run_id: run for run in whole_way.instance.get_runs()}

    for outcome in whole_way.outcomes:
        run = runs[outcome.run_id]
        assert run.remote_job_origin is not None
        assert run.remote_job_origin.location_name == "meterhouse"
        assert run.tags["dagster/asset_partition_range_start"] == outcome.days.first.isoformat()


def test_each_day_of_a_mart_shows_its_rows(whole_way: Any) -> None:
    records = whole_way.instance.fetch_materializations(USAGE, limit=10).records
    rows = {
        record.partition_key: record.asset_materialization.metadata["dagster/partition_row_count"].value
        for record in records
    }

    # One row a day: all requests of a day here agree in every dimension.
    assert rows == {"2025-03-04": 1, "2026-03-02": 1, "2026-03-03": 1, "2026-03-04": 1}


def test_dbts_tests_are_checks_that_passed_in_the_run(whole_way: Any) -> None:
    build_run = whole_way.outcomes[2].run_id
    logs = whole_way.instance.all_logs(build_run, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    checks = [entry.dagster_event.event_specific_data for entry in logs]

    assert {check.asset_key for check in checks} >= {USAGE, dg.AssetKey(["marts", "dim_clients"])}
    assert [check.check_name for check in checks if not check.passed] == ["usage_is_fresh"]


def test_a_late_file_rebuilds_exactly_the_day_it_touches(whole_way: Any) -> None:
    horizon = built_through(whole_way)
    source = find_source("gateway", whole_way.house)
    late = whole_way.landing.gateway(date(2026, 3, 9), "late", [date(2026, 3, 3)], per_day=4)
    ledger.load_file(late, source, settings=whole_way.house, accept=True)

    built = build(whole_way.house)

    assert [(call.models, call.days, call.months) for call in built] == [
        ("all", DayRange(date(2026, 3, 3), date(2026, 3, 3)), ()),
        ("monthly", None, (date(2026, 3, 1),)),
    ]
    assert requests_by_day(whole_way) == {LONG_AGO: 1, date(2026, 3, 2): 3, date(2026, 3, 3): 6, date(2026, 3, 4): 5}
    now = built_through(whole_way)
    assert now[date(2026, 3, 3)] > horizon[date(2026, 3, 3)]
    assert now[date(2026, 3, 2)] == horizon[date(2026, 3, 2)]
    assert ledger.touched_days(whole_way.house) == []


def built_through(whole_way: Any) -> dict[date, int]:
    with connect("reader", whole_way.house) as connection:
        return dict(connection.execute("select usage_date, built_through_no from marts.fct_days_built").fetchall())


def test_the_page_knows_the_house_and_leaves_no_process_behind(whole_way: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # Where a shell has started the tests in the background, they and so their children ignore interrupts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    (server,) = serve(whole_way.house.model_copy(update={"dagster_port": port}))
    try:
        loaded = _ask_when_ready(port, "{repositoriesOrError{... on RepositoryConnection{nodes{location{name}}}}}")
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(90)

    assert loaded["repositoriesOrError"]["nodes"] == [{"location": {"name": "meterhouse"}}]
    assert _processes_of(whole_way.house.home_path / "dagster") == []


def _ask_when_ready(port: int, query: str) -> dict[str, Any]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/graphql", json.dumps({"query": query}).encode(), {"content-type": "application/json"}
    )
    deadline = time.monotonic() + 120
    while True:
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return dict(json.load(answer)["data"])
        except OSError:
            assert time.monotonic() < deadline, "the page did not start"
            time.sleep(0.5)


def _processes_of(home: Path) -> list[str]:
    """Programs that were started with this home, as the kernel knows them."""
    mark = f"DAGSTER_HOME={home}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if process.name != str(os.getpid()) and mark in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found
