"""Real files in a landing zone; days are of March 2026, seen in the morning of the 8th unless said otherwise."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.warehouse.ledger.conftest import Write, event
from tests.warehouse.ledger.landing_zone import NOW, Zone, march
from warehouse import ledger
from warehouse.ledger import expected_days, load_file, read_loads, void
from warehouse.settings import Settings


@pytest.fixture
def zone(settings: Settings) -> Zone:
    return Zone(settings)


def test_a_day_is_there_missing_or_awaited(zone: Zone) -> None:
    zone.land(4, "a.jsonl", event(1))
    zone.land(6, "a.jsonl", event(2))

    assert zone.states() == {4: "there", 5: "missing", 6: "there", 7: "awaited", 8: "awaited"}
    assert zone.missing() == [(5, 0, 1, False, True), (7, 0, 1, False, False), (8, 0, 1, False, False)]
    noon = datetime(2026, 3, 8, 12, tzinfo=UTC)
    assert zone.states(noon.replace(hour=11, minute=59))[7] == "awaited"
    assert zone.states(noon)[7] == "missing"


def test_days_before_the_first_and_after_today_are_not_asked_for(zone: Zone) -> None:
    assert zone.states(datetime(2026, 3, 3, 23, 59, tzinfo=UTC)) == {}
    assert list(zone.states(datetime(2026, 3, 4, 0, 0, tzinfo=UTC))) == [4]
    assert expected_days(zone.settings, [zone.source], march(6), march(5), NOW) == []


def test_a_late_file_ends_the_lack(zone: Zone) -> None:
    zone.land(5, "late.jsonl", event(1, "2026-03-05"))
    assert zone.states()[5] == "there"


def test_every_day_may_bring_the_same_empty_file(zone: Zone) -> None:
    for day in (4, 5, 6):
        assert zone.land(day, "a.jsonl").lines == 0
    zone.write(5, "b.jsonl")

    assert [load.already_loaded for load in zone.load()] == [False]
    assert zone.load() == []
    assert len(read_loads(zone.settings)) == 4
    assert [zone.states()[day] for day in (4, 5, 6)] == ["there"] * 3


def test_an_empty_file_by_its_own_name_is_loaded_once(zone: Zone, write: Write) -> None:
    path = write("nothing.jsonl")
    first = load_file(path, zone.source, settings=zone.settings)
    again = load_file(path, zone.source, settings=zone.settings)
    assert (again.load_id, again.already_loaded) == (first.load_id, True)


def test_yesterdays_file_sent_again_is_not_todays(zone: Zone) -> None:
    zone.land(4, "a.jsonl", event(1), event(2))
    zone.write(5, "a.jsonl", event(1), event(2))

    assert zone.load() == []
    assert zone.states()[5] == "missing"


def test_a_voided_load_is_no_file_unless_another_replaces_it(zone: Zone, write: Write) -> None:
    wrong = zone.land(4, "a.jsonl", event(1))
    gone = zone.land(5, "a.jsonl", event(2))
    elsewhere = write("corrected.jsonl", event(1, status=500))

    right = load_file(elsewhere, zone.source, settings=zone.settings, replaces=wrong.load_id)
    assert zone.states()[4] == "there"
    ledger.accept(zone.settings, right.load_id, "looked at it")
    void(zone.settings, gone.load_id, "of a test system")
    assert (zone.states()[4], zone.states()[5]) == ("there", "missing")

    better = write("corrected_again.jsonl", event(1, status=404))
    load_file(better, zone.source, settings=zone.settings, replaces=right.load_id, accept=True)
    assert zone.states()[4] == "there"


def test_a_load_can_be_replaced_by_an_empty_file_although_there_are_others(zone: Zone, write: Write) -> None:
    wrong = zone.land(4, "a.jsonl", event(1))
    zone.land(5, "a.jsonl")
    right = load_file(write("nothing.jsonl"), zone.source, settings=zone.settings, replaces=wrong.load_id, accept=True)
    assert (right.stored, zone.states()[4]) == (0, "there")


def test_a_held_load_is_neither_there_nor_missing(zone: Zone) -> None:
    held = zone.land(5, "a.jsonl", event(1), accept=False)
    assert zone.states()[5] == "held"
    assert 5 not in [day for day, *_ in zone.missing()]

    ledger.accept(zone.settings, held.load_id, "looked at it")
    assert zone.states()[5] == "there"
    void(zone.settings, held.load_id, "looked again")
    assert zone.states()[5] == "missing"


def test_a_file_that_grows_or_is_compressed_is_one_file(settings: Settings) -> None:
    zone = Zone(settings, files=2)
    zone.land(4, "web1.jsonl", event(1))
    zone.land(4, "web1.jsonl", event(1), event(2))
    zone.land(4, "web1.jsonl.gz", event(1), event(2))
    assert zone.missing()[0] == (4, 1, 2, False, True)

    # The grown state of a file that counts, held, is no second file either.
    held = zone.land(4, "web1.jsonl", event(1), event(2), event(3), accept=False)
    ledger.hold(settings, held.load_id, "too much of it")
    assert zone.states()[4] == "missing"
    zone.land(4, "web2.jsonl", event(4))
    assert zone.states()[4] == "there"


def test_a_held_replacement_is_no_further_file(settings: Settings, write: Write) -> None:
    zone = Zone(settings, files=2)
    wrong = zone.land(4, "web1.jsonl", event(1))
    path = write("other.jsonl", event(2))
    load_file(path, zone.source, settings=settings, landing_date=march(4), replaces=wrong.load_id)
    assert zone.missing()[0] == (4, 1, 2, False, True)


def test_the_place_of_a_file_tells_its_day_however_it_is_written(zone: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zone.write(5, "a.jsonl", event(1))
    monkeypatch.chdir(path.parent.parent)
    for given in (path, Path("2026-03-05/a.jsonl"), Path("../tiny/2026-03-05/a.jsonl")):
        found = ledger.landing_file(zone.settings, zone.source, given)
        assert found is not None
        assert (found.path, found.landing_date) == (path, march(5))
    for given in (path.with_name("a.csv"), Path("a.jsonl"), Path("/elsewhere/2026-03-05/a.jsonl"), Path("..")):
        assert ledger.landing_file(zone.settings, zone.source, given) is None
