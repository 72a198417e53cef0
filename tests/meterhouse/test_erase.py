import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from meterhouse.cli import typer_app
from meterhouse.doctor import examine
from tests.meterhouse.test_cli import call
from tests.warehouse.erasure.conftest import ANN, BOB, BROKEN, HERS, USAGE, USERS, House, gateway, record
from warehouse import erasure
from warehouse.database import connect
from warehouse.errors import LedgerError
from warehouse.settings import Settings
from warehouse.settings import settings as current_settings


@pytest.fixture
def house(settings: Settings, tmp_path: Path) -> House:
    house = House(settings, tmp_path)
    house.load("first.jsonl", *USAGE, *BROKEN)
    house.refer("users.jsonl", *USERS)
    return house


def answering(answer: str, *arguments: str) -> Result:
    return CliRunner().invoke(typer_app, arguments, input=answer)


def plain(text: str) -> str:
    return " ".join(text.split())


def test_what_will_go_is_shown_and_nothing_goes_without_a_yes(house: House) -> None:
    dump = house.dump()
    shown = answering("n\n", "erase-user", "acme", ANN)
    assert shown.exit_code == 1
    for part in (
        "usage events (2026-03-05 … 2026-03-07) count on, under a key; no attributes, no credential 5",
        "id of the user deleted 1",
        "reference records id deleted, values as coarse as their bands 1",
        "IP addresses of nobody else deleted 2",
        "IP addresses that others use too kept 2",
        "user agents of nobody else deleted 1",
        "user agents that others use too kept 1",
        "quarantined lines that name them text deleted, accounting kept 3",
        "Erase this user? It cannot be undone.",
    ):
        assert part in plain(shown.stdout), shown.stdout
    assert house.dump() == dump


def test_ids_that_are_no_text_are_refused_in_one_sentence(settings: Settings) -> None:
    for client, user in (("acme", "ann\udcff"), ("\udcff", ANN)):
        with pytest.raises(LedgerError, match="not UTF-8"):
            erasure.Person.of(client, user, settings)


def test_a_yes_erases_and_the_record_of_it_names_nobody(house: House) -> None:
    done = answering("y\n", "erase-user", "acme", ANN)
    assert done.exit_code == 0, done.output
    assert "raw.user_keys deleted 1" in plain(done.stdout)
    assert "first.jsonl still there 1" in plain(done.stdout)
    assert house.named() == {ANN}  # Of bolt.
    (told,) = map(json.loads, call("erasures", "--json").stdout.splitlines())
    assert (told["erasure_id"], told["user_key"], told["counts"]["ip_keys"]) == (1, str(house.person().key), 2)
    listed = plain(call("erasures").stdout)
    assert f"finished {house.person().subject} 1 1 2 1 1 3" in listed
    assert not [word for word in (ANN, HERS, "acme") if word in listed]


def test_what_still_has_the_same_words_is_named(house: House) -> None:
    done = call("erase-user", "acme", ANN, "--yes")
    assert "perhaps by chance: look at them where places raw.user_keys 1" in plain(done.stdout)
    done = call("erase-user", "bolt", ANN, "--yes")
    assert done.exit_code == 0
    assert "perhaps by chance" not in done.stdout
    assert house.named() == set()


def test_who_is_not_known_is_an_error_and_nothing_is_written(house: House) -> None:
    dump = house.dump()
    for client, user in (("acme", "nobody at all"), ("nobody", BOB)):
        unknown = call("erase-user", client, user, "--yes")
        assert unknown.exit_code == 1
        assert f"No user '{user}' of client '{client}' is known" in plain(unknown.stderr)
    assert house.dump() == dump
    assert "Nobody was erased." in call("erasures").stdout


def test_who_is_named_by_quarantined_lines_alone_can_be_erased(house: House) -> None:
    house.load("more.jsonl", record(30), '{"user": "cho-4713", "time": ')
    done = call("erase-user", "acme", "cho-4713", "--yes")
    assert done.exit_code == 0, done.output
    assert "raw.quarantine_texts deleted 1" in plain(done.stdout)
    assert "cho-4713" not in house.dump()


def test_who_was_erased_before_is_already_erased(house: House) -> None:
    assert call("erase-user", "acme", ANN, "--yes").exit_code == 0
    dump = house.dump()
    again = call("erase-user", "acme", ANN)
    assert again.exit_code == 0
    assert "This user is already erased (erasure 1, " in again.stdout
    assert "first.jsonl" in again.stdout
    assert house.dump() == dump
    # Bolt has an ann of its own.
    assert "perhaps by chance: look at them where places raw.user_keys 1 Files" in plain(again.stdout)


def test_who_is_already_erased_is_looked_for_again(house: House) -> None:
    """Somebody wrote the id down elsewhere since."""
    assert call("erase-user", "acme", ANN, "--yes").exit_code == 0
    with connect("owner", house.settings) as owner:
        owner.execute("create table marts.notes as select %s || ' called' as note", [ANN])
    again = call("erase-user", "acme", ANN)
    assert "marts.notes 1" in plain(again.stdout)


def test_an_erasure_that_was_interrupted_is_said_and_gone_on_with(house: House) -> None:
    erasure.begin_erasure(house.person(), house.found()[0], house.settings)
    finding = next(found for found in examine(house.settings) if found.what == "Erasures")
    assert (finding.state, finding.sentence) == ("look", "not finished: 1")
    assert "unfinished" in call("erasures").stdout
    done = call("erase-user", "acme", ANN)
    assert done.exit_code == 0, done.output
    assert "begun and not finished: going on" in done.stdout
    assert house.named() == {ANN}
    assert not [found for found in examine(house.settings) if found.what == "Erasures"]


def test_lines_that_were_purged_are_said_to_be_also_where_the_file_is_gone(house: House) -> None:
    assert call("erase-user", "acme", ANN, "--yes").exit_code == 0
    assert call("quarantine", "--load", "1").stdout.count("(purged)") == 3
    (house.folder / "first.jsonl").unlink()
    with pytest.MonkeyPatch.context() as patch:
        source = house.folder / "sources" / "gateway.yaml"
        source.parent.mkdir()
        source.write_text(yaml.safe_dump(gateway().model_dump(mode="json", exclude_defaults=True)))
        patch.setenv("METERHOUSE_SOURCES", str(source.parent))
        current_settings.cache_clear()
        refused = call("quarantine", "release", "1", "--why", "mended")
    current_settings.cache_clear()
    assert "is not there any more" in str(refused.exception)
    assert "3 of the lines were purged, because they name somebody who was erased" in str(refused.exception)
