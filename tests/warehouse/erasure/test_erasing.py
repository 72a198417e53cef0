"""What goes, what stays, and who counts as somebody else."""

import pytest

from tests.warehouse.erasure.conftest import (
    ANN,
    BOB,
    CURL,
    HER_AGENT,
    HERS,
    HERS_TOO,
    LATER,
    NOBODYS,
    SHARED,
    UNMAPPED,
    USAGE,
    USERS,
    VALUES,
    House,
    hers,
    record,
)
from tests.warehouse.ledger.landing_zone import NOW, expecting, march
from warehouse import erasure, ledger
from warehouse.errors import LedgerError
from warehouse.ledger import declare_empty

COUNTED = (
    "select count(*), count(distinct user_key), count(distinct ip_key), count(distinct agent_key) from raw.usage_events"
)
IPS = "select ip from raw.ip_keys order by 1"


def test_what_is_hers_alone_goes_from_every_table_and_the_rest_stays(house: House) -> None:
    counted = house.rows(COUNTED)
    assert house.named() == set(VALUES)

    counts = house.erase()

    # Ann of bolt is somebody else: the id stands in the ledger for her, and nothing else of ann's does.
    assert house.named() == {ANN}
    assert house.rows("select client_id, user_id from raw.user_keys order by 1") == [("acme", BOB), ("bolt", ANN)]
    assert house.rows(IPS) == [(SHARED,), (NOBODYS,), (LATER,)]
    assert house.rows("select user_agent from raw.agent_keys") == [(CURL,)]
    assert counts == {
        "user_keys": 1, "ip_keys": 2, "agent_keys": 1, "usage_events": 5, "reference_records": 1,
        "quarantine_texts": 3, "quarantine": 3, "load_verdicts": 0, "empty_day_declarations": 0,
    }  # fmt: skip
    assert house.rows(COUNTED) == counted == [(8, 3, 5, 2)]
    assert house.rows(UNMAPPED) == []


def test_the_accounting_of_quarantined_lines_stays_and_their_texts_go(house: House) -> None:
    before = house.rows("select load_id, line_no, reason from raw.quarantine order by 1, 2")
    house.erase()
    assert house.rows("select load_id, line_no, reason from raw.quarantine order by 1, 2") == before
    assert [line.detail for line in ledger.read_quarantine(house.settings)][:3] == ["purged by erasure 1"] * 3
    assert [line.text for line in ledger.read_quarantine(house.settings)] == [None] * 3 + ['{"user": "somebody else']


def test_attributes_become_as_coarse_as_their_bands(house: House) -> None:
    house.erase()
    (payload,) = next(row for row in house.rows("select payload from raw.reference_records where id like 'erased/%'"))
    assert payload == {
        "client_id": "acme", "is_deleted": False, "is_erased": True, "birth_year": 1991, "gender": "f",
        "income": 20000, "spend": 10,
    }  # fmt: skip
    assert house.rows("select id from raw.reference_records order by 1") == [
        (f"acme/{BOB}",),
        (f"erased/{house.person().subject}",),
    ]


def test_a_user_known_only_from_references_leaves_no_attribute(empty: House) -> None:
    empty.refer("users.jsonl", *USERS)
    found, _ = empty.found()
    assert (found.events, found.is_mapped, found.references, found.is_anything) == (0, False, 1, True)
    empty.erase()
    payload = {"client_id": "acme", "is_deleted": False, "is_erased": True}
    assert empty.rows("select payload from raw.reference_records where id like 'erased/%'") == [(payload,)]
    assert ANN not in empty.dump()


def test_a_user_known_only_from_usage(empty: House) -> None:
    empty.load("a.jsonl", hers(1))
    found, _ = empty.found()
    assert (found.events, found.is_mapped, found.references) == (1, True, 0)
    assert empty.erase()["user_keys"] == 1
    assert empty.named() == set()


def test_nobody_is_known_by_another_id_or_client(house: House) -> None:
    for client, user in (("acme", "ann-471"), ("nobody", ANN), ("acme", "r1")):
        holdings, naming = house.found(user, client)
        assert not holdings.is_anything
        assert bool(naming.lines) == (user == ANN)
    with pytest.raises(LedgerError, match="CLIENT or USER is blank"):
        house.person(" ")


def test_two_who_share_an_address_lose_it_with_the_second(empty: House) -> None:
    empty.load("a.jsonl", hers(1, ip=SHARED), record(2, user=BOB, ip=SHARED, agent=HER_AGENT))
    assert empty.erase()["ip_keys"] == 0
    assert empty.rows(IPS) == [(SHARED,)]
    assert empty.erase(BOB)["ip_keys"] == 1
    assert empty.rows(IPS) == []
    assert empty.rows("select count(*) from raw.agent_keys") == [(0,)]


def test_who_is_named_by_a_voided_load_alone_keeps_nothing(empty: House) -> None:
    empty.load("right.jsonl", hers(1))
    wrong = empty.load("wrong.jsonl", record(2, user="mapped wrongly", ip=HERS))
    assert len(empty.found()[0].ips.own) == 0
    ledger.void(empty.settings, wrong.load_id, "wrong")
    assert list(empty.found()[0].ips.own.values()) == [HERS]


def test_a_held_load_keeps_what_it_names(empty: House) -> None:
    empty.load("right.jsonl", hers(1))
    empty.load("held.jsonl", record(2, ip=HERS), accept=False)
    assert (dict(empty.found()[0].ips.own), empty.found()[0].ips.shared) == ({}, 1)


def test_a_reason_that_names_her_is_blotted_out(house: House) -> None:
    load = house.load("more.jsonl", record(20), accept=False)
    ledger.accept(house.settings, load.load_id, f"{ANN} asked for it")
    assert house.erase()["load_verdicts"] == 1
    assert house.rows("select reason from raw.load_verdicts where load_id = %s", load.load_id) == [
        ("(erased) asked for it",)
    ]


def test_a_day_that_is_empty_because_of_her_stays_empty_without_her(house: House) -> None:
    """Before as after she was erased, of the three that name her; the fourth is of another."""
    for day, why in ((4, f"{ANN} was away"), (5, "a holiday"), (6, f"{ANN}, too")):
        declare_empty(house.settings, expecting(), march(day), march(day), why, now=NOW)
    counts = house.erase()
    declare_empty(house.settings, expecting(), march(7), march(7), f"{ANN} again", now=NOW)

    assert counts["empty_day_declarations"] == 2
    reasons = house.rows("select reason from raw.empty_day_declarations order by landing_date")
    assert reasons == [("(erased) was away",), ("a holiday",), ("(erased), too",), ("(erased) again",)]
    assert erasure.read_erasures(house.settings)[0].counts == counts


def test_what_was_erased_is_recorded_by_key_alone(house: House) -> None:
    counts = house.erase()
    (recorded,) = erasure.read_erasures(house.settings)
    assert (recorded.state, recorded.counts, recorded.user_key) == ("finished", counts, house.person().key)
    text = "".join(row for (row,) in house.rows("select one::text from raw.erasures as one"))
    text += "".join(row for (row,) in house.rows("select one::text from raw.tombstones as one"))
    assert not [value for value in VALUES if value in text]
    assert erasure.read_erasures(house.settings, house.person(BOB)) == []


def test_erasing_twice_is_erasing_once(house: House) -> None:
    first = house.erase()
    dump = house.dump()
    assert house.erase() == first
    assert house.dump() == dump


def test_the_files_that_held_her_are_told(house: House) -> None:
    voided = house.load("voided.jsonl", hers(30))
    ledger.void(house.settings, voided.load_id, "a mistake")
    house.load("others.jsonl", record(31))
    quarantined = house.load("broken.jsonl", record(32), f"{HERS_TOO} what")
    house.erase()
    (house.folder / "users.jsonl").unlink()
    told = {origin.name.rsplit("/", 1)[-1]: origin for origin in erasure.read_origins(house.person(), house.settings)}
    assert {name: origin.state for name, origin in told.items()} == {
        "first.jsonl": "still there",
        "voided.jsonl": "still there",
        "broken.jsonl": "still there",
        "users.jsonl": "gone",
    }
    assert told["broken.jsonl"].loads == (quarantined.load_id,)
    assert len(USAGE) == 8
