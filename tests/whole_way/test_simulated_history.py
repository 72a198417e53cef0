"""What was, stays, and what comes late is as if it had always been there: the simulated world, half and whole."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.meterhouse.simulate.second_count import TABLES
from tests.whole_way.arriving import ASKED_BEFORE, Answer, Arrived, comes_later, told
from warehouse.access import Scope
from warehouse.database import connect
from warehouse.ledger import read_loads
from warehouse.reports import DealerFilter, Period, dealers

# Of each kind, versions with the requests of their time.
VERSIONS = """
    select
        {id}, {name}, nullif(dim.valid_from, '-infinity'), nullif(dim.valid_until, 'infinity'), dim.is_deleted,
        count(event.usage_at)::int
    from marts.dim_{kind} as dim
    left join marts.fct_usage_events as event
        on event.{key} = dim.{key} and event.usage_at >= dim.valid_from and event.usage_at < dim.valid_until
    where dim.is_known
    group by dim.{key}, 1, 2, 3, 4, 5
"""
WHAT = {
    "clients": {"id": "dim.client_id", "name": "dim.name", "key": "client_id"},
    "projects": {"id": "dim.project_id", "name": "dim.name", "key": "project_id"},
    "dealers": {"id": "dim.dealer_id", "name": "dim.name", "key": "dealer_id"},
    "users": {"id": "dim.client_id || '/' || dim.user_id", "name": "null", "key": "user_key"},
}
KEYS = {"agency_days": "agency_id", "age_band_days": "age_band", "place_days": "city", "client_local_days": "client_id"}


@pytest.mark.parametrize("kind", WHAT)
def test_each_version_was_used_as_often_as_the_truth_says(world: Arrived, kind: str) -> None:
    with connect("reader", world.settings) as connection:
        found = connection.execute(VERSIONS.format(kind=kind, **WHAT[kind]).encode()).fetchall()
    rows = [(*row[:2], *map(written, row[2:4]), *row[4:]) for row in found]
    names = ("id", "name", "valid_from", "valid_until", "is_deleted", "requests")
    expected = [tuple(row[name] for name in names) for row in world.truth["versions"] if row["kind"] == kind]
    if kind == "users":
        used = {row[0] for row in expected if row[-1]}
        changed = {row[0] for row in expected}
        rows, expected = [row for row in rows if row[0] in changed], [row for row in expected if row[0] in used]
    assert sorted(rows, key=str) == sorted(expected, key=str)


def written(instant: datetime | None) -> str | None:
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if instant else None


def test_dealers_are_called_what_they_are_called_last_also_when_deleted(world: Arrived) -> None:
    period = Period(*(date.fromisoformat(world.truth[name]) for name in ("first_day", "last_day")))
    frame = dealers(Scope.operator(), DealerFilter(period, limit=None), settings=world.settings).frame
    found = {dealer: (name, records) for dealer, name, _, _, _, _, records in frame.iter_rows()}
    last = [row for row in world.truth["versions"] if row["kind"] == "dealers" and not row["valid_until"]]
    records = told(world.truth["listed"]["dealer_days"], ("dealer_id",), ("records_total",))
    assert found == {row["id"]: (row["name"], *records[row["id"],]) for row in last}
    assert any(row["is_deleted"] and row["requests"] for row in last)


@pytest.mark.parametrize("table", ASKED_BEFORE)
def test_before_the_rest_came_the_marts_were_what_had_arrived(world: Arrived, table: str) -> None:
    """Late references were unknown then, and late files not counted: by a recount of the files that were there."""
    keys = ("local_date", KEYS[table])
    known: Answer = told(TABLES[table](world.early), keys, ("requests",))
    assert world.before[table] == known
    true = told(world.truth[table], keys, ("requests",))
    second_day = str(date.fromisoformat(world.truth["first_day"]) + timedelta(days=1))
    assert of_day(true, second_day) != of_day(known, second_day)


def of_day(answer: Answer, day: str) -> Answer:
    return {key: value for key, value in answer.items() if key[0] == day}


def test_late_references_touch_the_days_that_name_their_subjects(world: Arrived) -> None:
    late = {file["kind"]: file["touched_days"] for file in world.truth["references"] if file["is_late"]}
    found = {load.source: [str(day) for day in load.touched_days] for load in world.references}
    assert found == {f"reference:{kind}": days for kind, days in late.items()}
    assert all(late.values())


def test_late_files_touch_the_days_in_which_their_lines_happened(world: Arrived) -> None:
    late = [file for file in world.truth["files"] if "late" in file["imperfections"]]
    assert all(comes_later(world.truth, file) for file in late)
    assert late
    landed: dict[Any, Any] = {load.file_name: load for load in read_loads(world.settings)}
    for file in late:
        load = landed[str(world.settings.landing_path / file["path"])]
        assert min(load.touched_days) < date.fromisoformat(file["landing_date"])
        assert set(load.touched_days) <= set(world.touched)


def test_only_touched_days_were_built_the_second_time(world: Arrived) -> None:
    built = [day for call in world.rebuilt if call.days for day in call.days.days]
    assert built == world.touched
    assert date.fromisoformat(world.truth["last_day"]) in built


def test_withdrawn_files_had_been_counted_and_their_days_are_built_again(world: Arrived) -> None:
    """The records of the early marts, checked above, are theirs too; those of the truth are not."""
    loads: dict[Any, Any] = {load.file_name: load for load in read_loads(world.settings)}
    for file in world.truth["withdrawals"]:
        load = loads[str(world.settings.landing_path / file["path"])]
        assert load.status == "voided"
        assert set(load.touched_days) <= set(world.touched)
    day = world.truth["withdrawals"][0]["path"].split("/")[1]
    wrong = sum(record["response_bytes"] for record in world.early if record["usage_date"] == day)
    (right,) = [row["response_bytes"] for row in world.truth["usage_days"] if row["usage_date"] == day]
    assert wrong > right
