import datetime as dt
import threading
from typing import Any

import pytest

from tests.warehouse.ledger.conftest import Write, event, source, with_fields
from warehouse import ledger
from warehouse.database import connect
from warehouse.ledger import LoadResult, load_file
from warehouse.settings import Settings


def rows(settings: Settings, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connect("owner", settings) as connection:
        return connection.execute(query.encode(), parameters).fetchall()


def counts(load: LoadResult) -> tuple[int, int, int]:
    return load.stored, load.repeated, load.quarantined


QUARANTINED = "select line_no, reason, detail from raw.quarantine where load_id = %s order by line_no"


def test_an_id_with_other_content_goes_to_quarantine_and_the_first_stays(settings: Settings, write: Write) -> None:
    first = load_file(write("a.jsonl", event(1), event(2)), source(), settings=settings)
    text = '{"id": "r2", "time": "2026-03-05T00:02:00Z", "client": "acme", "status": 500}'
    second = load_file(write("b.jsonl", event(3), text), source(), settings=settings)
    assert counts(second) == (1, 0, 1)
    assert rows(settings, QUARANTINED, second.load_id) == [
        (2, "conflicting_duplicate", f"its id stands in load {first.load_id}, line 2, with other content")
    ]
    assert rows(settings, "select line from raw.quarantine_texts") == [(text.encode(),)]
    assert rows(settings, "select count(*) from raw.usage_events") == [(3,)]


def test_an_id_with_another_time_is_a_conflict_on_whatever_day(settings: Settings, write: Write) -> None:
    first = load_file(write("a.jsonl", event(1)), source(), settings=settings)
    second = load_file(write("b.jsonl", event(1, day="2026-03-20")), source(), settings=settings)
    assert counts(second) == (0, 0, 1)
    expected = f"its id stands in load {first.load_id}, line 1, with another time"
    assert rows(settings, QUARANTINED, second.load_id) == [(1, "conflicting_duplicate", expected)]
    assert second.touched_days == []


def test_conflicts_within_one_file_are_told_by_line(settings: Settings, write: Write) -> None:
    lines = [event(1), event(2), event(1), event(1, status=404), event(2)]
    load = load_file(write("a.jsonl", *lines), source(), settings=settings)
    assert counts(load) == (4, 2, 1)
    [(line_no, reason, detail)] = rows(settings, QUARANTINED, load.load_id)
    assert (line_no, reason) == (4, "conflicting_duplicate")
    assert detail.endswith("line 1, with other content")


def test_what_is_not_sent_does_not_make_a_conflict(settings: Settings, write: Write) -> None:
    load_file(write("a.jsonl", event(1)), source(), settings=settings)
    other_mapping = with_fields(source(), api_id={"constant": "renamed"}, project_id={"field": "project"})
    again = load_file(write("b.jsonl", event(1), event(2)), other_mapping, settings=settings)
    assert counts(again) == (2, 1, 0)


def test_two_sources_and_two_providers_may_give_the_same_id(settings: Settings, write: Write) -> None:
    load_file(write("a.jsonl", event(1)), source(), settings=settings)
    other = load_file(write("b.jsonl", event(1, status=500)), source("other"), settings=settings)
    assert counts(other) == (1, 0, 0)
    by_field = with_fields(source("many"), provider_id={"field": "provider"})
    lines = [event(1, provider="house"), event(1, provider="bolt", status=500)]
    assert counts(load_file(write("c.jsonl", *lines), by_field, settings=settings)) == (2, 0, 0)


def test_ids_of_a_voided_load_are_forgotten(settings: Settings, write: Write) -> None:
    wrong = load_file(write("a.jsonl", event(1)), source(), settings=settings)
    ledger.void(settings, wrong.load_id, "of another house")
    assert counts(load_file(write("b.jsonl", event(1, status=500)), source(), settings=settings)) == (1, 0, 0)


def test_ids_are_remembered_for_35_days(settings: Settings, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    load_file(write("a.jsonl", event(1)), source(), settings=settings)
    for days, expected in ((34, (0, 0, 1)), (36, (1, 0, 0))):
        monkeypatch.setattr("warehouse.ledger.taking.datetime", _clock(days))
        load = load_file(write(f"{days}.jsonl", event(1, status=days + 200)), source(), settings=settings)
        assert counts(load) == expected
        ledger.void(settings, load.load_id, "so that the next is compared with the first only")


def _clock(days: int) -> type[dt.datetime]:
    class Later(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> "Later":
            moved = dt.datetime.now(tz) + dt.timedelta(days=days)
            return cls.fromtimestamp(moved.timestamp(), tz)

    return Later


def test_months_that_are_forgotten_are_dropped(settings: Settings) -> None:
    months = "select inhrelid::regclass::text from pg_inherits where inhparent = 'raw.given_ids'::regclass order by 1"
    with connect("loader", settings) as connection:
        for month in ("2026-01-10", "2026-02-10", "2026-03-10"):
            connection.execute("select raw.ensure_given_ids_partition(%s::date, %s::date - 35)", [month, month])
    assert rows(settings, months) == [("raw.given_ids_2026_02",), ("raw.given_ids_2026_03",)]


def test_of_two_loads_at_once_the_second_sees_the_first(settings: Settings, write: Write) -> None:
    files = [write(f"{n}.jsonl", *(event(i, status=200 + n) for i in range(300))) for n in range(3)]
    results: list[LoadResult] = []
    threads = [
        threading.Thread(target=lambda path=path: results.append(load_file(path, source(), settings=settings)))
        for path in files
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts(load) for load in results) == [(0, 0, 300), (0, 0, 300), (300, 0, 0)]
    assert rows(settings, "select count(distinct event_key), count(*) from raw.usage_events") == [(300, 300)]
