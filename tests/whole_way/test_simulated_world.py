"""A simulated world through the whole house, against the truth it counted by its own means."""

from collections import Counter
from datetime import date

import pytest

from orchestration.loading import load_landed
from orchestration.reference_files import load_reference_files
from orchestration.withdrawing import withdraw_listed
from tests.whole_way.arriving import EVENTS, SCOPES, Arrived, answer, told
from warehouse.access import Scope
from warehouse.database import connect
from warehouse.ledger import landing_files, read_loads, touched_days
from warehouse.reports import locations
from warehouse.sources import read_sources

COUNTS = ("requests", "successes", "client_errors", "server_errors", "request_bytes", "response_bytes",
          "records_new", "records_changed", "records_total")  # fmt: skip
BYTES = ("requests", "response_bytes")
BY_BOTH_DATES = {
    "api_days": (("provider", "api"), ("provider_id", "api_id")),
    "agency_days": (("agency",), ("agency_id",)),
    "place_days": (("country", "region", "city"),) * 2,
    "age_band_days": (("age_band",),) * 2,
    "gender_days": (("gender",),) * 2,
    "income_band_days": (("income_band",),) * 2,
    "spend_band_days": (("spend_band",),) * 2,
}
scopes = pytest.mark.parametrize("scope", SCOPES)


def test_every_line_of_every_file_is_accounted_for_as_the_truth_has_it(world: Arrived) -> None:
    home, truth = world.settings.home_path, world.truth
    loads = read_loads(world.settings)
    names = ("lines", "stored", "quarantined", "ignored")
    found = {
        str(load.file_name).removeprefix(f"{home}/").removeprefix("landing/"): (
            "withdrawn" if load.status == "voided" else load.status.replace("accepted", "loaded"),
            *(getattr(load, name) for name in names),
        )
        for load in loads
    }
    loaded = [file for file in [*truth["files"], *truth["corrections"]] if file["status"] != "already_loaded"]
    assert found == {file["path"]: (file["status"], *(file[name] for name in names)) for file in loaded}
    assert len(found) == len(loads)
    standing = Counter[str]()
    for load in loads:
        if load.status == "accepted":
            standing.update(load.quarantine_reasons)
    assert standing == truth["accounting"]["quarantine_reasons"]


def test_each_day_of_the_ledger_holds_counts_and_repeats_what_the_truth_says(world: Arrived) -> None:
    names = ("stored", "counted", "repeated")
    with connect("reader", world.settings) as connection:
        rows = connection.execute("select usage_date, stored, counted, repeated from marts.fct_days_built").fetchall()
    found = {(day.isoformat(),): tuple(counts) for day, *counts in rows}
    assert found == told(world.truth["ledger_days"], ("usage_date",), names)
    assert tuple(map(sum, zip(*found.values(), strict=True))) == tuple(world.truth["accounting"][n] for n in names)


@scopes
def test_days_add_up_to_the_truth_in_every_measure(world: Arrived, scope: str) -> None:
    measures = (*COUNTS, "unique_users", "unique_ips")
    days = world.told(scope)["usage_days"]
    assert world.answer(("usage_date",), measures, scope) == told(days, ("usage_date",), measures)
    totals = world.told(scope)["totals"]
    assert world.answer((), measures, scope)[()] == tuple(totals[measure] for measure in measures)
    assert (totals["requests"] == EVENTS) is (scope == "all")


@scopes
@pytest.mark.parametrize(
    ("rows", "by", "keys", "measures"),
    [
        ("usage_hours", ("hour",), ("usage_hour_at",), ("requests",)),
        ("client_days", ("usage_date", "client"), ("usage_date", "client_id"), BYTES),
        ("projects", ("project",), ("project_id",), BYTES),
        ("status_codes", ("status_code",), ("status_code",), BYTES),
        ("operations", ("operation",), ("operation",), ("requests",)),
        ("providers", ("provider",), ("provider_id",), ("requests",)),
    ],
)
def test_each_split_equals_the_truth(
    world: Arrived, scope: str, rows: str, by: tuple[str, ...], keys: tuple[str, ...], measures: tuple[str, ...]
) -> None:
    assert world.answer(by, measures, scope) == told(world.told(scope)[rows], keys, measures)


@scopes
@pytest.mark.parametrize("table", BY_BOTH_DATES)
def test_what_was_true_at_the_instant_equals_the_truth_by_utc_and_by_local_days(
    world: Arrived, scope: str, table: str
) -> None:
    by, keys = BY_BOTH_DATES[table]
    rows = world.told(scope)[table]
    assert world.answer(("usage_date", *by), BYTES, scope) == told(rows, ("usage_date", *keys), BYTES)
    local = world.answer(("usage_date", *by), BYTES, scope, "local")
    assert local == told(rows, ("local_date", *keys), BYTES)
    for name, key in zip(by, keys, strict=True):
        assert world.answer((name,), BYTES, scope) == told(rows, (key,), BYTES)


@scopes
@pytest.mark.parametrize("attribute", ["age_band", "gender", "income_band", "spend_band"])
def test_users_of_each_attribute_are_those_of_the_truth(world: Arrived, scope: str, attribute: str) -> None:
    rows = [row for row in world.told(scope)["attribute_users"] if row["attribute"] == attribute]
    expected = told(rows, ("value",), ("unique_users",))
    assert world.answer((attribute,), ("unique_users",), scope) == expected


@scopes
def test_local_days_of_clients_equal_the_truth(world: Arrived, scope: str) -> None:
    found = world.answer(("usage_date", "client"), ("requests",), scope, "local")
    assert found == told(world.told(scope)["client_local_days"], ("local_date", "client_id"), ("requests",))


@scopes
def test_dealers_days_equal_the_truth(world: Arrived, scope: str) -> None:
    measures = ("requests", "records_new", "records_changed", "records_total")
    found = world.answer(("usage_date", "dealer"), measures, scope)
    dealers = {key: value for key, value in found.items() if key[1] != "none"}
    assert dealers == told(world.told(scope)["dealer_days"], ("usage_date", "dealer_id"), measures)


@scopes
def test_endpoints_are_templates_and_never_ids(world: Arrived, scope: str) -> None:
    found = world.answer(("provider", "api", "endpoint"), ("requests",), scope)
    expected = told(world.told(scope)["endpoints"], ("provider_id", "api_id", "endpoint"), ("requests",))
    assert {key: value for key, value in found.items() if key in expected} == expected


@scopes
def test_percentiles_are_within_two_and_a_half_percent_of_the_exact_ones(world: Arrived, scope: str) -> None:
    names = ("latency_p50_ms", "latency_p95_ms", "latency_p99_ms")
    days = {row["usage_date"]: row for row in world.told(scope)["usage_days"]}
    for (day,), values in world.answer(("usage_date",), names, scope).items():
        for name, value in zip(names, values, strict=True):
            exact = days[day][name.replace("_ms", "_us")] / 1000
            assert value == pytest.approx(exact, rel=0.025), (day, name)


def test_a_client_and_a_dealer_see_their_own_listed_usage(world: Arrived) -> None:
    for role, name, table in ((Scope.client, "client_id", "client_days"), (Scope.dealer, "dealer_id", "dealer_days")):
        used = told(world.truth["listed"][table], (name,), ("requests",))
        most = max((key for key in used if key != ("anonymous",)), key=lambda key: used[key])
        assert answer(world.settings, role(*most), (), ("requests",))[()] == used[most]


def test_addresses_are_located_by_the_database_that_lies_in_the_home(world: Arrived) -> None:
    (row,) = locations(Scope.operator(), settings=world.settings).frame.rows()
    assert row[0] == "Meterhouse-Simulated-City"


def test_loading_and_withdrawing_everything_again_stores_nothing_and_touches_no_day(world: Arrived) -> None:
    settings = world.settings
    before = len(read_loads(settings))
    sources = read_sources(settings.sources_path)
    days: list[date] = sorted({file.landing_date for file in landing_files(settings, sources)})
    assert [landed.loads for landed in load_landed(sources, days, settings)] == [()] * len(days)
    assert all(load.already_loaded for load in load_reference_files(settings)[0])
    withdraw_listed(settings.home_path / "withdrawn.json", settings, lambda _: None)
    assert len(read_loads(settings)) == before
    assert touched_days(settings) == []
