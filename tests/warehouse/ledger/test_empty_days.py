"""Days of March 2026, seen in the morning of the 8th."""

import threading
from datetime import UTC, datetime

import psycopg
import pytest

from tests.warehouse.ledger.conftest import event, source
from tests.warehouse.ledger.landing_zone import NOW, Zone, march
from warehouse.database import connect
from warehouse.erasure.remains import find_in_tables
from warehouse.errors import LedgerError
from warehouse.ledger import SaidOfDays, declare_empty, ledger_horizon, void, withdraw_empty
from warehouse.ledger.numbers import lock_ledger
from warehouse.ledger.traces import PlainTraces
from warehouse.settings import Settings

ROWS = (
    "select landing_date, state, files_found, reason, decided_by from raw.empty_day_declarations"
    " order by ledger_no, landing_date"
)


@pytest.fixture
def zone(settings: Settings) -> Zone:
    return Zone(settings)


def declare(zone: Zone, first: int, last: int | None = None) -> SaidOfDays:
    return declare_empty(
        zone.settings, zone.source, march(first), march(last or first), "a holiday", now=NOW, by="ann"
    )  # fmt: skip


def withdraw(zone: Zone, first: int, last: int | None = None) -> SaidOfDays:
    return withdraw_empty(zone.settings, zone.source, march(first), march(last or first), "no holiday", by="bob")


def rows(zone: Zone) -> list[tuple[object, ...]]:
    with connect("loader", zone.settings) as connection:
        return connection.execute(ROWS).fetchall()


def test_declared_days_are_told_from_missing_ones(zone: Zone) -> None:
    assert declare(zone, 4, 5) == SaidOfDays((march(4), march(5)), ())

    assert zone.states() == {4: "declared", 5: "declared", 6: "missing", 7: "awaited", 8: "awaited"}
    assert zone.missing()[:3] == [(4, 0, 1, True, True), (5, 0, 1, True, True), (6, 0, 1, False, True)]


def test_declaring_again_writes_nothing(zone: Zone) -> None:
    declare(zone, 5)
    horizon = ledger_horizon(zone.settings)

    assert declare(zone, 5) == SaidOfDays((), (march(5),))
    assert ledger_horizon(zone.settings) == horizon
    assert declare(zone, 4, 6) == SaidOfDays((march(4), march(6)), (march(5),))
    assert rows(zone) == [(march(day), "declared", 0, "a holiday", "ann") for day in (5, 4, 6)]


def test_what_was_declared_can_be_taken_back_and_declared_again(zone: Zone) -> None:
    declare(zone, 4, 6)

    assert withdraw(zone, 5, 31) == SaidOfDays((march(5), march(6)), ())
    assert withdraw(zone, 5, 31) == SaidOfDays((), ())
    assert [zone.states()[day] for day in (4, 5, 6)] == ["declared", "missing", "missing"]
    assert declare(zone, 5).new == (march(5),)
    assert zone.states()[5] == "declared"
    assert [row[1] for row in rows(zone)] == ["declared"] * 3 + ["withdrawn"] * 2 + ["declared"]


def test_a_file_that_comes_nevertheless_overtakes_the_declaration(zone: Zone) -> None:
    declare(zone, 5)
    load = zone.land(5, "a.jsonl", event(1))
    assert (load.stored, zone.states()[5]) == (1, "overtaken")
    assert 5 not in [day for day, *_ in zone.missing()]

    # What overtook it is withdrawn, so it speaks again of what is there.
    void(zone.settings, load.load_id, "of a test system")
    assert zone.states()[5] == "declared"


def test_a_day_can_lack_some_of_its_files_for_good(settings: Settings) -> None:
    zone = Zone(settings, files=3)
    first = zone.land(5, "web1.jsonl", event(1))
    assert declare(zone, 5).new == (march(5),)
    assert zone.missing()[1] == (5, 1, 3, True, True)

    # A second file proves it wrong, and the third is expected again until somebody declares it anew.
    second = zone.land(5, "web2.jsonl", event(2))
    assert zone.missing()[1] == (5, 2, 3, False, True)
    assert declare(zone, 5).new == (march(5),)
    assert zone.states()[5] == "declared"

    # Nor does it speak of a day with fewer files than it knew.
    void(zone.settings, second.load_id, "of a test system")
    void(zone.settings, first.load_id, "of a test system")
    assert zone.missing()[1] == (5, 0, 3, False, True)


def test_a_day_with_its_files_cannot_be_declared_empty_nor_the_days_around_it(zone: Zone) -> None:
    zone.land(5, "a.jsonl", event(1))
    with pytest.raises(LedgerError, match="Files of tiny are there: 2026-03-05"):
        declare(zone, 4, 6)
    assert rows(zone) == []


def test_a_day_with_a_held_load_has_to_be_judged_first(zone: Zone) -> None:
    zone.land(5, "a.jsonl", event(1), accept=False)
    with pytest.raises(LedgerError, match="Files of tiny are held: 2026-03-05"):
        declare(zone, 4, 6)
    assert rows(zone) == []


def test_nobody_knows_the_future(zone: Zone) -> None:
    with pytest.raises(LedgerError, match=r"2026-03-09 has not begun.*Today is 2026-03-08"):
        declare(zone, 8, 9)
    assert declare(zone, 8).new == (march(8),)
    evening = datetime(2026, 3, 8, 23, 59, tzinfo=UTC)
    with pytest.raises(LedgerError, match="has not begun"):
        declare_empty(zone.settings, zone.source, march(9), march(9), "a holiday", now=evening)


def test_only_days_on_which_files_are_expected_can_be_declared(settings: Settings) -> None:
    zone = Zone(settings, weekdays=["mon", "tue", "wed", "thu", "fri"])
    # The 7th is a Saturday.
    with pytest.raises(LedgerError, match="No files of tiny are expected on 2026-03-07, but from 2026-03-04 on mon"):
        declare(zone, 7)
    assert declare(zone, 1, 8).new == (march(4), march(5), march(6))
    with pytest.raises(LedgerError, match="--to 2026-03-04 lies before 2026-03-05"):
        declare(zone, 5, 4)
    with pytest.raises(LedgerError, match="No files of tiny are expected: its definition has no `expects`"):
        declare_empty(settings, source(), march(4), march(4), "a holiday", now=NOW)


def test_a_file_cannot_come_in_between(zone: Zone) -> None:
    """Whoever declares waits for what is being committed, and then sees it."""
    refused: list[str] = []

    def declare_it() -> None:
        try:
            declare(zone, 5)
        except LedgerError as error:
            refused.append(str(error))

    with connect("owner", zone.settings) as loading:
        lock_ledger(loading)
        thread = threading.Thread(target=declare_it)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
        _insert_load(loading)
        loading.commit()
    thread.join(30)
    assert refused == ["Files of tiny are there: 2026-03-05. `meterhouse expected` shows them."]
    assert rows(zone) == []


def _insert_load(connection: psycopg.Connection) -> None:
    connection.execute(
        "insert into raw.loads (load_id, load_no, kind, channel, source, source_version, file_name, landing_date, "
        "content_sha256, content_bytes, seconds, lines, stored, repeated, quarantined, ignored) "
        "values (1, 1, 'usage', 'file', 'tiny', '1', 'a.jsonl', '2026-03-05', '', 0, 0, 0, 0, 0, 0, 0)"
    )
    connection.execute(
        "insert into raw.load_verdicts (verdict_no, load_id, verdict, reason, decided_by) "
        "values (2, 1, 'accepted', 'a test', 'a test')"
    )


def test_a_reason_that_names_a_person_is_found_when_they_are_erased(zone: Zone) -> None:
    declare_empty(zone.settings, zone.source, march(5), march(6), "ann.lee was away", now=NOW)
    found = find_in_tables(PlainTraces("acme", "ann.lee"), zone.settings)
    assert [(one.name, one.places) for one in found] == [("raw.empty_day_declarations", 2)]


@pytest.mark.parametrize("statement", ["update raw.{} set reason = ''", "delete from raw.{}", "truncate raw.{}"])
def test_nobody_who_appends_can_change_what_was_declared(zone: Zone, statement: str) -> None:
    with connect("loader", zone.settings) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.format("empty_day_declarations").encode())
