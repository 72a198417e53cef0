"""The truth against a second count of the files themselves."""

from collections import Counter

import pytest

from tests.meterhouse.simulate.conftest import SimulatedWorld
from tests.meterhouse.simulate.recount import Counted, recount
from tests.meterhouse.simulate.second_count import Rows, days, measures, totals_of_tables


@pytest.fixture(scope="module")
def counted(world: SimulatedWorld) -> Counted:
    return recount(world.out / "landing")


@pytest.fixture(scope="module")
def tables(world: SimulatedWorld, counted: Counted) -> dict[str, Rows]:
    return totals_of_tables(counted.events, world.out / "landing")


def test_every_file_holds_what_the_truth_says(world: SimulatedWorld, counted: Counted) -> None:
    assert set(counted.files) == {file.path for file in world.truth.files}
    for file in world.truth.files:
        found = counted.files[file.path]
        says = {
            "lines": file.lines, "stored": file.stored, "repeated": file.repeated, "ignored": file.ignored,
            **file.quarantine_reasons,
        }  # fmt: skip
        assert {name: n for name, n in found.items() if n} == {name: n for name, n in says.items() if n}, file.path


def test_the_files_hold_as_many_different_events_as_were_asked_for(world: SimulatedWorld, counted: Counted) -> None:
    assert len(counted.events) == world.truth.events


def test_totals_are_those_of_the_lines(world: SimulatedWorld, counted: Counted) -> None:
    assert world.truth.totals == measures(counted.events)


def test_days_are_those_of_the_lines(world: SimulatedWorld, counted: Counted) -> None:
    assert world.truth.usage_days == days(counted.events, counted.stored)


@pytest.mark.parametrize(
    "table",
    [
        "usage_hours", "client_days", "client_local_days", "status_codes", "operations", "providers", "dealer_days",
        "endpoints",
    ],
)  # fmt: skip
def test_a_table_is_that_of_the_lines(world: SimulatedWorld, tables: dict[str, Rows], table: str) -> None:
    assert getattr(world.truth, table) == tables[table]


def test_requests_on_unknown_paths_are_the_rest_of_the_endpoints(
    world: SimulatedWorld, tables: dict[str, Rows]
) -> None:
    known = sum(row["requests"] for row in tables["endpoints"])
    assert world.truth.other_requests == world.truth.events - known > 0


def test_equal_lines_within_one_csv_file_are_two_events(world: SimulatedWorld) -> None:
    lines = Counter((world.out / "landing/gateway_csv/2026-03-01/partner-20260301-1.csv").read_bytes().splitlines())
    assert max(lines.values()) == 2
