"""Whatever is loaded afterwards: the usage counts, and the person does not come back."""

from pathlib import Path

import pytest

from tests.conftest import Databases
from tests.warehouse.erasure.conftest import (
    ANN,
    BOB,
    BROKEN,
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
    House,
    gateway,
    hers,
    record,
)
from tests.warehouse.ledger.conftest import with_fields
from tests.warehouse.ledger.location_files import LONDON, write_database
from warehouse import ledger
from warehouse.database import connect
from warehouse.errors import LedgerError
from warehouse.ledger import count_quarantine, release_lines
from warehouse.ledger.tombstones import without_erased
from warehouse.reference import ReferenceTable, load_reference_table

# Ann of bolt, whose id is the same, is nobody's business.
IDS = {ANN}
IPS = "select ip from raw.ip_keys order by 1"
AGENTS = "select user_agent from raw.agent_keys order by 1"
BY_RECORD = (
    "select payload_digest, event_key, user_key, ip_key, agent_key from raw.usage_events where load_id = %s order by 2"
)


@pytest.mark.parametrize("identity", ["field", "position"])
def test_the_same_usage_again_repeats_itself_and_names_nobody(empty: House, identity: str) -> None:
    first = empty.load("first.jsonl", *USAGE, *BROKEN, identity=identity)
    empty.erase()
    again = empty.load("first.jsonl", *USAGE, *BROKEN, hers(21, ip=LATER), identity=identity)

    assert (again.stored, again.repeated, again.quarantined) == (9, 8, 4)
    # The same keys and digests, so that nobody need know the person to know the record.
    assert set(empty.rows(BY_RECORD, first.load_id)) < set(empty.rows(BY_RECORD, again.load_id))
    assert empty.named() == IDS
    assert empty.rows(UNMAPPED) == []
    assert count_quarantine(empty.settings, again.load_id)[0]["lines"] == 4


def test_a_file_loaded_anew_after_it_was_voided_names_nobody(house: House) -> None:
    house.erase()
    ledger.void(house.settings, 1, "once more")
    anew = house.load("first.jsonl", *USAGE, *BROKEN)
    assert (anew.stored, anew.repeated, anew.quarantined) == (8, 0, 4)
    assert house.named() == IDS
    details = [detail for (detail,) in house.rows("select detail from raw.quarantine where load_id = %s", anew.load_id)]
    assert details.count("purged, because it names somebody who was erased") == 3
    assert house.rows(UNMAPPED) == []


def test_a_replacement_names_nobody(house: House) -> None:
    house.erase()
    replacement = house.load("first.jsonl", *USAGE, *BROKEN, hers(22), replaces=1)
    assert (replacement.stored, replacement.status) == (9, "accepted")
    assert house.named() == IDS
    assert house.rows("select count(*) from raw.usage_events where attributes is not null") == [(0,)]


def test_a_later_address_of_hers_is_known_by_its_key_alone_until_somebody_else_comes_with_it(house: House) -> None:
    house.erase()
    house.load("later.jsonl", hers(23, ip="192.0.2.55", agent="AnnBrowser/10 (private build)"))
    assert house.rows(IPS) == [(SHARED,), (NOBODYS,), (LATER,)]
    assert house.rows(AGENTS) == [(CURL,)]
    assert house.rows(UNMAPPED) == []

    house.load("bob.jsonl", record(24, user=BOB, ip="192.0.2.55", agent=HER_AGENT), record(25, ip=HERS))
    assert house.rows(IPS) == [("192.0.2.55",), (SHARED,), (NOBODYS,), (HERS,), (LATER,)]
    assert house.rows(AGENTS) == [(HER_AGENT,), (CURL,)]
    # And what is somebody else's is no trace of hers any more.
    kept = house.load("broken.jsonl", record(26), f"{HERS} what", f"{HERS_TOO} what")
    assert [line.text for line in ledger.read_quarantine(house.settings, kept.load_id)] == [f"{HERS} what", None]


def test_her_usage_is_located_still(empty: House, tmp_path: Path) -> None:
    database = write_database(tmp_path / "city.mmdb", {"203.0.113.0/24": LONDON})
    empty.settings = empty.settings.model_copy(update={"geoip_database": database})
    empty.load("first.jsonl", *USAGE)
    places = empty.rows("select ip_key, country from raw.ip_locations order by 1")
    empty.erase()
    empty.load("first.jsonl", *USAGE, hers(27, ip="203.0.113.99"))
    located = empty.rows("select ip_key, country from raw.ip_locations order by 1")
    assert set(places) < set(located)
    assert [country for _, country in set(located) - set(places)] == ["GB"]
    assert "203.0.113.99" not in empty.dump()


def test_a_line_that_was_purged_can_be_released_from_its_file_and_it_is_said(house: House) -> None:
    house.erase()
    mended = with_fields(gateway(), status_code={"field": ["code", "status"]})
    released = release_lines(1, mended, settings=house.settings, why="status is called code now")
    assert (released.stored, released.purged) == (1, 1)
    assert house.named() == IDS
    assert house.rows(UNMAPPED) == []
    (house.folder / "first.jsonl").unlink()
    with pytest.raises(
        LedgerError, match=r"not there any more.* 2 of the lines were purged, because they name somebody"
    ):
        release_lines(1, mended, settings=house.settings, why="the others too")


def test_references_about_her_are_ignored(house: House) -> None:
    house.erase()
    load = house.refer("users2.jsonl", *({**user, "income": 70000 + place} for place, user in enumerate(USERS)))
    assert (load.lines, load.stored, load.ignored) == (2, 1, 1)
    assert house.named() == IDS
    assert house.rows("select count(*) from raw.reference_records where load_id = %s", load.load_id) == [(1,)]


def test_references_of_a_table_about_her_are_ignored_also_when_she_is_gone_from_it(
    empty: House, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = empty.settings
    theirs = databases.create(tmp_path / "crm")
    with connect("owner", theirs, autocommit=True) as crm:
        crm.execute("create schema crm")
        crm.execute("create table crm.users (client_id text, user_id text, income numeric)")
        crm.execute("insert into crm.users values ('acme', %s, 31337.25), ('acme', %s, 1)", [ANN, BOB])
        monkeypatch.setenv("CRM_DSN", crm.info.dsn + f" password={crm.info.password}")
        table = ReferenceTable(kind="users", database="CRM_DSN", table="crm.users")
        load_reference_table(table, settings)
        empty.erase()
        assert load_reference_table(table, settings).already_loaded
        crm.execute("update crm.users set income = income + 1")
        changed = load_reference_table(table, settings)
        assert (changed.lines, changed.stored, changed.ignored) == (2, 1, 1)
        crm.execute("delete from crm.users where user_id = %s", [ANN])
        gone = load_reference_table(table, settings)
    assert (gone.lines, gone.stored, gone.ignored) == (1, 1, 0)
    assert ANN not in empty.dump()


def test_a_sentence_that_quotes_her_is_kept_without_her(house: House) -> None:
    sentence = f"a.jsonl cannot be read, such as: not JSON: {ANN} from {HERS} and {SHARED}"
    assert without_erased(sentence, house.settings) == sentence
    house.erase()
    expected = f"a.jsonl cannot be read, such as: not JSON: (erased) from (erased) and {SHARED}"
    assert without_erased(sentence, house.settings) == expected


def test_a_reason_given_afterwards_names_nobody(house: House) -> None:
    held = house.load("more.jsonl", record(20), accept=False)
    house.erase()
    ledger.accept(house.settings, held.load_id, f"{ANN} asked for it")
    ledger.void(house.settings, held.load_id, f"asked for by {ANN}, again")
    reasons = "select reason from raw.load_verdicts where load_id = %s order by verdict_no"
    assert house.rows(reasons, held.load_id) == [("(erased) asked for it",), ("asked for by (erased), again",)]
    assert house.named() == IDS
