"""Loads under way while somebody is erased, and an erasure that is killed."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.warehouse.erasure.conftest import ANN, BANDS, BOB, BROKEN, HERS, SHARED, UNMAPPED, House, hers, record
from warehouse import erasure
from warehouse.database import connect
from warehouse.ledger import LoadResult
from warehouse.settings import Settings

IPS = "select ip from raw.ip_keys order by 1"


class Paused:
    """A load that stands still, its rows written and not committed, until it is let go on."""

    def __init__(self, house: House, *records: object) -> None:
        self.is_there, self.may_go_on = threading.Event(), threading.Event()
        self.house, self.records = house, records

    def __enter__(self) -> "Paused":
        self.pool = ThreadPoolExecutor(1)
        self.load = self.pool.submit(self.house.load, "paused.jsonl", *self.records, on_progress=self._pause)  # type: ignore[arg-type]
        assert self.is_there.wait(60)
        return self

    def __exit__(self, *_: object) -> None:
        self.may_go_on.set()
        self.pool.shutdown()

    def end(self) -> LoadResult:
        self.may_go_on.set()
        return self.load.result(60)

    def _pause(self, _: int) -> None:
        self.is_there.set()
        assert self.may_go_on.wait(60)


def test_a_load_that_was_under_way_when_she_was_erased_does_not_bring_her_back(empty: House) -> None:
    empty.load("first.jsonl", hers(1))
    with Paused(empty, hers(2, ip="192.0.2.1"), record(3, user=BOB, ip=SHARED), *BROKEN) as paused:
        empty.erase()
        load = paused.end()
    assert (load.stored, load.quarantined) == (2, 4)
    assert empty.named() == set()
    assert empty.rows(UNMAPPED) == []
    assert empty.rows(IPS) == [(SHARED,)]


def test_a_load_that_begins_between_tombstone_and_deletion_keeps_none_of_her_texts(empty: House) -> None:
    empty.load("first.jsonl", hers(1))
    person, (found, _) = empty.person(), empty.found()
    number = erasure.begin_erasure(person, found, empty.settings)
    empty.load("second.jsonl", hers(2), *BROKEN)
    _, naming = empty.found()
    assert naming.lines == ()
    erasure.delete_person(number, person, found, naming, BANDS, empty.settings)
    assert empty.named() == set()
    assert empty.rows(UNMAPPED) == []


def test_somebody_who_comes_with_her_address_before_it_is_deleted_keeps_it(empty: House) -> None:
    empty.load("first.jsonl", hers(1))
    person, (found, naming) = empty.person(), empty.found()
    assert list(found.ips.own.values()) == [HERS]
    number = erasure.begin_erasure(person, found, empty.settings)
    empty.load("second.jsonl", record(2, user=BOB, ip=HERS))
    counts = erasure.delete_person(number, person, found, naming, BANDS, empty.settings)
    assert (counts["ip_keys"], counts["agent_keys"]) == (0, 1)
    assert empty.rows(IPS) == [(HERS,)]


def test_two_erased_at_once_take_turns(empty: House) -> None:
    empty.load("first.jsonl", hers(1, ip=SHARED), record(2, user=BOB, ip=SHARED))

    def erase(user: str) -> None:
        with erasure.erasing_alone(empty.settings):
            empty.erase(user)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(erase, (ANN, BOB)))
    assert empty.rows(IPS) == []


def test_an_erasure_that_was_only_begun_is_listed_and_finished_by_doing_it_again(house: House) -> None:
    person, (found, _) = house.person(), house.found()
    number = erasure.begin_erasure(person, found, house.settings)
    assert [one.state for one in erasure.read_erasures(house.settings)] == ["unfinished"]
    assert HERS in house.named()
    house.erase()
    assert [(one.erasure_id, one.state) for one in erasure.read_erasures(house.settings)] == [(number, "finished")]
    assert house.named() == {ANN}


@pytest.mark.parametrize("part", ["deleting", "finishing"])
def test_nothing_is_finished_that_is_not_deleted(house: House, part: str) -> None:
    person, (found, naming) = house.person(), house.found()
    number = erasure.begin_erasure(person, found, house.settings)
    if part == "finishing":
        erasure.delete_person(number, person, found, naming, BANDS, house.settings)
    erasure.finish_erasure(number, house.settings)
    assert _states(house.settings) == ["unfinished" if part == "deleting" else "finished"]


def _states(settings: Settings) -> list[str]:
    return [one.state for one in erasure.read_erasures(settings)]


def test_a_build_that_began_before_is_waited_for(empty: House) -> None:
    told: list[str] = []
    waited = threading.Event()

    def wait() -> None:
        erasure.wait_for_builds(empty.settings, told.append)
        waited.set()

    with connect("owner", empty.settings) as building, connect("loader", empty.settings) as loading:
        building.execute("select count(*) from raw.user_keys")
        loading.execute("select count(*) from raw.user_keys")
        thread = threading.Thread(target=wait)
        thread.start()
        assert not waited.wait(1)
        building.commit()
        assert waited.wait(30)
        thread.join()
    assert told[0] == "waiting for a build that began before"
