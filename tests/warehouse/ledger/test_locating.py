from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.ledger.conftest import Write, event, source
from tests.warehouse.ledger.location_files import JANUARY, JUNE, LONDON, NEW_YORK, write_database
from tests.warehouse.ledger.test_load import MARCH_5, rows
from warehouse.database import transaction
from warehouse.errors import LedgerError, LoadRefused, SettingsError
from warehouse.ledger import (
    LoadResult,
    Located,
    accept,
    count_behind,
    ledger_horizon,
    load_file,
    locate,
    touched_days,
    void,
)
from warehouse.settings import Settings

LATEST = """
    select ip, country, region, city, database_built_at
    from raw.ip_locations inner join raw.ip_keys using (ip_key) order by ip, load_no
"""
HOME, AWAY, PRIVATE = "81.2.69.1", "216.160.83.57", "10.0.0.1"


def by_database(settings: Settings, path: Path) -> Settings:
    return settings.model_copy(update={"geoip_database": path})


@pytest.fixture
def january(settings: Settings, tmp_path: Path) -> Settings:
    return by_database(settings, write_database(tmp_path / "january.mmdb", {"81.2.69.0/24": LONDON}))


@pytest.fixture
def june(settings: Settings, tmp_path: Path) -> Settings:
    places = {"81.2.69.0/24": LONDON, "216.160.83.56/29": NEW_YORK}
    return by_database(settings, write_database(tmp_path / "june.mmdb", places, built_at=JUNE))


def load(settings: Settings, path: Path, **more: Any) -> LoadResult:
    return load_file(path, source(), settings=settings, **{"accept": True, **more})


def found(settings: Settings) -> Located:
    return locate(settings, lambda _: None)


def test_a_load_looks_its_new_addresses_up_once(january: Settings, june: Settings, write: Write) -> None:
    small = january.model_copy(update={"chunk_bytes": 256})
    first = load(small, write("a.jsonl", *(event(n, ip=[HOME, AWAY, PRIVATE, "what"][n % 4]) for n in range(20))))
    load(june, write("b.jsonl", event(30, ip=HOME), event(31, ip=AWAY), event(32)))

    assert rows(january, LATEST) == [
        (PRIVATE, None, None, None, JANUARY),
        (AWAY, None, None, None, JANUARY),
        (HOME, "GB", "GB-ENG", "London", JANUARY),
        ("what", None, None, None, JANUARY),
    ]
    assert rows(january, "select distinct load_no from raw.ip_locations") == [(first.load_no,)]


def test_without_a_database_nothing_is_located(settings: Settings, write: Write) -> None:
    load(settings, write("a.jsonl", event(1, ip=HOME)))
    assert rows(settings, LATEST) == []
    with pytest.raises(SettingsError, match="METERHOUSE_GEOIP_DATABASE names no database"):
        found(settings)


def test_a_load_does_not_go_on_without_the_database_it_was_given(settings: Settings, write: Write) -> None:
    with pytest.raises(SettingsError, match="METERHOUSE_GEOIP_DATABASE"):
        load(by_database(settings, Path("/nowhere/city.mmdb")), write("a.jsonl", event(1, ip=HOME)))
    assert rows(settings, "select count(*) from raw.loads") == [(0,)]


def test_a_refused_load_leaves_no_places(january: Settings, write: Write) -> None:
    path = write("a.jsonl.gz")
    path.write_bytes(b"\x1f\x8b no archive")
    with pytest.raises(LoadRefused):
        load(january, path)
    assert rows(january, "select count(*) from raw.ip_locations") == [(0,)]


def test_a_load_that_is_abandoned_after_the_look_up_leaves_no_places(
    january: Settings, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    path = write("a.jsonl", event(1, ip=HOME))
    with monkeypatch.context() as patched:
        patched.setattr("warehouse.ledger.taking.append_days", fail)
        with pytest.raises(KeyboardInterrupt):
            load(january, path)
    assert rows(january, "select count(*) from raw.ip_locations") == [(0,)]
    load(january, path)
    assert rows(january, "select count(*) from raw.ip_locations") == [(1,)]


def test_lines_set_aside_do_not_hinder_the_second_reading(january: Settings, write: Write) -> None:
    load(january, write("a.jsonl", event(1, ip=HOME)))
    told = load(january, write("b.jsonl", event(1, ip=AWAY), event(2, ip=AWAY)))
    assert told.quarantine_reasons == {"conflicting_duplicate": 1}
    assert [row[:2] for row in rows(january, LATEST)] == [(AWAY, None), (HOME, "GB")]


def test_a_first_database_touches_the_days_of_the_addresses_it_knows(
    settings: Settings, january: Settings, write: Write
) -> None:
    load(settings, write("a.jsonl", event(1, ip=HOME), event(2, "2026-03-06", ip=PRIVATE), event(3, "2026-03-07")))
    load(settings, write("held.jsonl", event(4, "2026-03-08", ip=HOME)), accept=False)
    gone = load(settings, write("gone.jsonl", event(5, "2026-03-09", ip=HOME)))
    void(settings, gone.load_id, "a test")

    located = found(january)
    assert (located.looked_up, located.known, located.changed, located.days) == (2, 1, 1, (MARCH_5,))
    assert rows(settings, "select usage_date, stored from raw.load_days where load_id = %s", located.load_id) == [
        (MARCH_5, 0)
    ]
    number = rows(settings, "select max(verdict_no) from raw.load_verdicts where load_id = %s", located.load_id)
    assert number == [(ledger_horizon(settings),)]
    assert MARCH_5 in touched_days(settings)


def test_a_later_edition_touches_only_what_it_sees_otherwise(january: Settings, june: Settings, write: Write) -> None:
    load(january, write("a.jsonl", event(1, ip=HOME), event(2, "2026-03-06", ip=AWAY)))
    assert found(january).load_id is None
    with transaction("loader", june) as connection:
        assert connection.execute("select count(*) from raw.ip_keys").fetchone() == (2,)
    assert count_behind(june, found(june).edition) == 0

    assert [row[:2] + row[4:] for row in rows(june, LATEST)] == [
        *((AWAY, None, JANUARY), (AWAY, "US", JUNE)),
        *((HOME, "GB", JANUARY), (HOME, "GB", JUNE)),
    ]
    days = rows(june, "select usage_date from raw.load_days inner join raw.loads using (load_id) where kind='location'")
    assert [day.isoformat() for (day,) in days] == ["2026-03-06"]
    again = found(january)  # Back to the earlier one: an edition holds if it was asked last.
    assert (again.looked_up, again.changed) == (2, 1)


def test_usage_that_says_its_place_is_touched_by_no_database(
    settings: Settings, january: Settings, write: Write
) -> None:
    definition = source().model_dump(mode="json")
    fields = {**definition["fields"], "city": {"field": "city", "optional": True}}
    said = type(source()).model_validate({**definition, "fields": fields})
    path = write("a.jsonl", event(1, ip=HOME, city="Paris"))
    load_file(path, said, settings=settings, accept=True)

    assert found(january).days == ()


def test_a_load_of_places_cannot_be_voided(settings: Settings, january: Settings, write: Write) -> None:
    load(settings, write("a.jsonl", event(1, ip=HOME)))
    located = found(january)
    assert located.load_id
    with pytest.raises(LedgerError, match="meterhouse locate"):
        void(january, located.load_id, "a test")
    accept(january, located.load_id, "twice is once")
