"""A simulated world through the whole house, against the truth it counted by its own means."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from meterhouse.simulate import simulate
from orchestration.building import build
from orchestration.dbt_manifest import ensure_manifest
from orchestration.loading import load_landed
from orchestration.reference_files import load_reference_files
from tests.conftest import Databases
from warehouse.access import Scope
from warehouse.ledger import landing_files, read_loads, touched_days
from warehouse.reports import UsageFilter, run
from warehouse.settings import Settings
from warehouse.sources import read_sources

DAYS, EVENTS, SEED = 9, 30_000, 11
Truth = dict[str, Any]


@pytest.fixture(scope="module")
def world(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Truth]:
    """Settings of a ledger that holds the world, built, and the truth about it."""
    folder = tmp_path_factory.mktemp("world")
    simulate(folder, DAYS, EVENTS, SEED)
    settings = databases.create(folder / "home").model_copy(update={"landing": folder / "landing"})
    sources = read_sources(settings.sources_path)
    load_reference_files(settings)
    load_landed(sources, sorted({file.landing_date for file in landing_files(settings, sources)}), settings)
    ensure_manifest(settings)
    build(settings)
    truth: Truth = json.loads((folder / "truth.json").read_text())
    return settings, truth


def answer(
    world: tuple[Settings, Truth], by: tuple[str, ...], measures: tuple[str, ...], basis: str = "utc"
) -> dict[Any, Any]:
    settings, truth = world
    first, last = date.fromisoformat(truth["first_day"]), date.fromisoformat(truth["last_day"])
    if basis == "local":
        first, last = date.fromordinal(first.toordinal() - 1), date.fromordinal(last.toordinal() + 1)
    asked = UsageFilter(by=by, measures=measures, from_date=first, until_date=last, time_basis=basis)  # type: ignore[arg-type]
    frame = run(Scope.operator(), asked, settings).frame
    return {tuple(map(plain, row[: len(by)])): row[len(by) :] for row in frame.iter_rows()}


def plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return value.isoformat() if isinstance(value, date) else value


def told(rows: list[dict[str, Any]], keys: tuple[str, ...], measures: tuple[str, ...]) -> dict[Any, Any]:
    return {tuple(row[key] for key in keys): tuple(row[measure] for measure in measures) for row in rows}


COUNTS = ("requests", "successes", "client_errors", "server_errors", "request_bytes", "response_bytes",
          "records_new", "records_changed", "records_total")  # fmt: skip


def test_every_line_of_every_file_is_accounted_for_as_the_truth_has_it(world: tuple[Settings, Truth]) -> None:
    settings, truth = world
    loads = read_loads(settings)
    names = ("lines", "stored", "quarantined", "ignored")
    by_file = {
        str(Path(load.file_name or "").relative_to(settings.landing_path)): tuple(getattr(load, name) for name in names)
        for load in loads
    }
    loaded = [file for file in truth["files"] if file["status"] == "loaded"]
    assert by_file == {file["path"]: tuple(file[name] for name in names) for file in loaded}
    assert sum(load.repeated for load in loads) == truth["accounting"]["repeated"]
    assert {load.status for load in loads} == {"accepted"}
    reasons: dict[str, int] = {}
    for load in loads:
        for reason, count in load.quarantine_reasons.items():
            reasons[reason] = reasons.get(reason, 0) + count
    assert reasons == {reason: count for reason, count in truth["accounting"]["quarantine_reasons"].items() if count}


def test_days_add_up_to_the_truth_in_every_measure(world: tuple[Settings, Truth]) -> None:
    measures = (*COUNTS, "unique_users", "unique_ips")
    assert answer(world, ("usage_date",), measures) == told(world[1]["usage_days"], ("usage_date",), measures)
    totals = world[1]["totals"]
    assert answer(world, (), measures)[()] == tuple(totals[measure] for measure in measures)
    assert totals["requests"] == EVENTS


@pytest.mark.parametrize(
    ("rows", "by", "keys", "measures"),
    [
        ("usage_hours", ("hour",), ("usage_hour_at",), ("requests",)),
        ("client_days", ("usage_date", "client"), ("usage_date", "client_id"), ("requests", "response_bytes")),
        ("status_codes", ("status_code",), ("status_code",), ("requests", "response_bytes")),
        ("operations", ("operation",), ("operation",), ("requests",)),
        ("providers", ("provider",), ("provider_id",), ("requests",)),
    ],
)
def test_each_split_equals_the_truth(
    world: tuple[Settings, Truth], rows: str, by: tuple[str, ...], keys: tuple[str, ...], measures: tuple[str, ...]
) -> None:
    assert answer(world, by, measures) == told(world[1][rows], keys, measures)


def test_local_days_of_clients_equal_the_truth(world: tuple[Settings, Truth]) -> None:
    found = answer(world, ("usage_date", "client"), ("requests",), basis="local")
    assert found == told(world[1]["client_local_days"], ("local_date", "client_id"), ("requests",))


def test_dealers_days_equal_the_truth(world: tuple[Settings, Truth]) -> None:
    measures = ("requests", "records_new", "records_changed", "records_total")
    found = answer(world, ("usage_date", "dealer"), measures)
    dealers = {key: value for key, value in found.items() if key[1] != "none"}
    used = [row for row in world[1]["dealer_days"] if row["requests"]]
    assert dealers == told(used, ("usage_date", "dealer_id"), measures)


def test_endpoints_are_templates_and_never_ids(world: tuple[Settings, Truth]) -> None:
    found = answer(world, ("provider", "api", "endpoint"), ("requests",))
    known = [row for row in world[1]["endpoints"] if row["endpoint"] != "other"]
    expected = told(known, ("provider_id", "api_id", "endpoint"), ("requests",))
    assert {key: value for key, value in found.items() if key in expected} == expected


def test_percentiles_are_within_two_and_a_half_percent_of_the_exact_ones(world: tuple[Settings, Truth]) -> None:
    names = ("latency_p50_ms", "latency_p95_ms", "latency_p99_ms")
    for (day,), values in answer(world, ("usage_date",), names).items():
        truth = next(row for row in world[1]["usage_days"] if row["usage_date"] == day)
        for name, value in zip(names, values, strict=True):
            exact = truth[name.replace("_ms", "_us")] / 1000
            assert value == pytest.approx(exact, rel=0.025), (day, name)


def test_loading_everything_again_stores_nothing_and_touches_no_day(world: tuple[Settings, Truth]) -> None:
    settings, _ = world
    before = len(read_loads(settings))
    sources = read_sources(settings.sources_path)
    days = sorted({file.landing_date for file in landing_files(settings, sources)})
    assert [landed.loads for landed in load_landed(sources, days, settings)] == [()] * len(days)
    load_reference_files(settings)
    assert len(read_loads(settings)) == before
    assert touched_days(settings) == []
