"""The truth against a second count of the files themselves."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from meterhouse.simulate import simulate
from meterhouse.simulate.truth import UsageTruth
from tests.meterhouse.simulate.annotating import annotated
from tests.meterhouse.simulate.conftest import SimulatedWorld
from tests.meterhouse.simulate.recount import Counted, Record, recount
from tests.meterhouse.simulate.registry_files import BEGINNING, Fields, Registry, read_rows
from tests.meterhouse.simulate.second_count import TABLES, Rows, ledger_days, measures

WHOM = {"clients": ("client",), "projects": ("project",), "dealers": ("dealer",), "users": ("client", "user")}


@pytest.fixture(scope="module")
def counted(world: SimulatedWorld) -> Counted:
    return recount(world.out)


@pytest.fixture(scope="module")
def records(world: SimulatedWorld, counted: Counted) -> list[Record]:
    return annotated(counted.events, world.out)


def test_every_file_holds_what_the_truth_says(world: SimulatedWorld, counted: Counted) -> None:
    files = [*world.truth.files, *world.truth.corrections]
    assert set(counted.files) == {file.path for file in files}
    for file in files:
        found = counted.files[file.path]
        says = {
            "lines": file.lines, "stored": file.stored, "repeated": file.repeated, "ignored": file.ignored,
            **file.quarantine_reasons,
        }  # fmt: skip
        assert {name: n for name, n in found.items() if n} == {name: n for name, n in says.items() if n}, file.path


def test_the_files_hold_as_many_different_events_as_were_asked_for(world: SimulatedWorld, counted: Counted) -> None:
    assert len(counted.events) == world.truth.events


def test_totals_are_those_of_the_lines(world: SimulatedWorld, records: list[Record]) -> None:
    assert world.truth.totals == measures(records)
    assert world.truth.listed.totals == measures([record for record in records if record["is_listed"]])


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_that_of_the_lines(world: SimulatedWorld, records: list[Record], table: str) -> None:
    assert getattr(world.truth, table) == TABLES[table](records)
    listed = [record for record in records if record["is_listed"]]
    assert getattr(world.truth.listed, table) == TABLES[table](listed)


def test_no_table_of_usage_is_left_out() -> None:
    assert {*TABLES, "totals", "other_requests"} == set(UsageTruth.model_fields)


def test_ledger_days_are_those_of_the_lines(world: SimulatedWorld, counted: Counted, records: list[Record]) -> None:
    assert world.truth.ledger_days == ledger_days(records, counted.stored)
    assert world.truth.accounting.repeated == counted.stored.total() - len(records)


def test_requests_on_unknown_paths_are_the_rest_of_the_endpoints(world: SimulatedWorld, records: list[Record]) -> None:
    known = sum(record["route"] != "other" for record in records)
    assert world.truth.other_requests == world.truth.events - known > 0


def test_each_version_was_used_as_often_as_lines_name_it_in_its_time(
    world: SimulatedWorld, records: list[Record]
) -> None:
    registry = Registry(world.out)
    used: Counter[tuple[str, str, int | None]] = Counter()
    for kind, names in WHOM.items():
        for record in records:
            if all(name in record for name in names):
                subject = "/".join(record[name] for name in names)
                used[kind, subject, registry.version_at(kind, subject, record["at"])] += 1
    expected = [
        {
            "kind": kind, "id": subject, "name": fields.get("name"), "valid_from": written(since),
            "valid_until": written(end), "is_deleted": fields.get("is_deleted") in (True, "true"),
            "requests": used[kind, subject, number],
        }
        for kind, subjects in registry.versions.items()
        for subject, versions in subjects.items()
        for number, ((since, fields), end) in enumerate(zip(versions, ends(versions), strict=True))
        if kind != "users" or len(versions) > 1
    ]  # fmt: skip
    assert in_order(world.truth.versions) == in_order(expected)
    deleted = {row["kind"] for row in expected if row["is_deleted"] and row["requests"]}
    assert deleted == {"projects", "dealers", "users"}


def ends(versions: list[tuple[datetime, Fields]]) -> list[datetime | None]:
    return [*(since for since, _ in versions[1:]), None]


def written(instant: datetime | None) -> str | None:
    return None if instant in (None, BEGINNING) else instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def in_order(rows: Rows) -> Rows:
    return sorted(rows, key=lambda row: (row["kind"], row["id"], row["valid_from"] or ""))


def test_listings_and_reference_files_are_those_that_landed(world: SimulatedWorld) -> None:
    landing = world.out / "landing"
    assert world.truth.listings == [
        {name: value or None for name, value in row.items()}
        for row in read_rows(landing / "reference" / "listings.csv")
    ]
    assert {file.path for file in world.truth.references} == {
        path.relative_to(landing).as_posix() for path in (landing / "reference").rglob("*.*")
    }
    for file in world.truth.references:
        assert file.records == len(read_rows(landing / file.path))


def test_a_late_reference_touches_the_days_that_name_its_subjects(world: SimulatedWorld, records: list[Record]) -> None:
    late = {file.kind: file for file in world.truth.references if file.is_late}
    assert set(late) == {"clients", "users"}
    for kind, file in late.items():
        rows = read_rows(world.out / "landing" / file.path)
        days = set()
        for row in rows:
            begins = datetime.fromisoformat(row["effective_at"]) if row["effective_at"] else None
            first = f"{begins - timedelta(hours=14):%Y-%m-%d}" if begins else ""
            whom = {name: row[f"{name}_id"] for name in WHOM[kind]}
            named = [record for record in records if whom.items() <= record.items()]
            days |= {record["usage_date"] for record in named if record["usage_date"] >= first}
        assert [day.isoformat() for day in file.touched_days] == sorted(days)


def test_equal_lines_within_one_csv_file_are_two_events(world: SimulatedWorld) -> None:
    lines = Counter((world.out / "landing/gateway_csv/2026-03-01/partner-20260301-1.csv").read_bytes().splitlines())
    assert max(lines.values()) == 2


def test_ages_and_places_are_right_over_new_year(tmp_path: Path) -> None:
    """At New Year a user grows older with the client's own date, not with that of UTC."""
    truth = simulate(tmp_path, 2, 3_000, seed=5, first_day=date(2025, 12, 31))
    records = annotated(recount(tmp_path).events, tmp_path)
    for table in ("age_band_days", "place_days", "agency_days", "api_days"):
        assert getattr(truth, table) == TABLES[table](records)
    split = {(row["usage_date"], row["local_date"]) for row in truth.age_band_days}
    assert {("2025-12-31", "2026-01-01"), ("2026-01-01", "2025-12-31")} <= split
