"""Real days: the ledger's clock is the machine's, so a day is told by how long ago it was."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from meterhouse.doctor import examine
from tests.meterhouse.test_cli import call
from warehouse.settings import Settings
from warehouse.settings import settings as current_settings

WEB = """
name: web
format: json
identity: field
identity_field: id
landing: web/{date}/*.jsonl*
fields:
  usage_at: {field: time}
  provider_id: {constant: house}
  api_id: {constant: web}
"""


def ago(days: int) -> date:
    return datetime.now(UTC).date() - timedelta(days=days)


class House:
    """A home with source `web`, which expects a file a day since four days ago."""

    def __init__(self, settings: Settings, sources: Path) -> None:
        self.settings, self.sources = settings, sources

    def define(self, more: str) -> None:
        (self.sources / "web.yaml").write_text(WEB + more)

    def write(self, day: date, name: str = "a.jsonl", content: bytes = b"") -> Path:
        path = self.settings.landing_path / "web" / str(day) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def states(self, *options: str) -> dict[str, str]:
        rows = map(json.loads, call("expected", "--json", *options).stdout.splitlines())
        return {row["landing_date"]: row["state"] for row in rows}


@pytest.fixture
def house(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    made = House(settings, tmp_path / "sources")
    made.sources.mkdir()
    made.define(f"expects: {{since: {ago(4)}}}\n")
    monkeypatch.setenv("METERHOUSE_SOURCES", str(made.sources))
    current_settings.cache_clear()
    yield made
    current_settings.cache_clear()


def test_a_file_loaded_by_hand_from_the_landing_zone_is_of_its_day(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = house.write(ago(3))
    monkeypatch.chdir(path.parent)
    done = call("load", "a.jsonl", "--source", "web", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["file_name"] == str(path)
    assert house.states()[str(ago(3))] == "there"


def test_each_day_shows_how_it_stands_and_what_to_do(house: House) -> None:
    assert call("load", str(house.write(ago(4))), "--source", "web").exit_code == 0
    assert call("declare-empty", "web", str(ago(3)), "--why", "a holiday").exit_code == 0
    house.write(ago(2), "a.jsonl.gz", gzip.compress(b"x" * 1000)[:-9])
    shown = " ".join(call("expected").stdout.split())

    assert f"{ago(4)} web there 1 1" in shown
    assert f"{ago(3)} web declared empty 0 1 declared empty by" in shown
    assert ": a holiday" in shown
    assert f"{ago(2)} web missing 0 1 1 in the landing zone, not all of them loaded for this day" in shown
    assert f"{ago(0)} web awaited 0 1 late from {ago(-1)} 12:00" in shown
    assert f'`meterhouse declare-empty web {ago(2)} --why "…"`' in shown
    # Until noon yesterday's files are awaited; missing are those of two days ago, and yesterday's in the afternoon.
    assert house.states()[str(ago(2))] == "missing"


def test_days_missing_before_those_shown_are_told(house: House) -> None:
    shown = " ".join(call("expected", "--from", str(ago(0))).stdout.split())
    missing = [day for day, state in house.states().items() if state == "missing"]
    assert f"Before {ago(0)} {len(missing)} more are missing: `meterhouse expected --from {ago(4)}`." in shown
    none = call("expected", "--from", "2020-01-01", "--to", "2020-01-31").stdout
    assert "No files are expected from 2020-01-01 to 2020-01-31." in none


def test_where_nothing_is_expected_the_table_says_how_it_would_be(house: House) -> None:
    house.define("")
    assert "No source says which files it expects. With `expects: {files: 1," in call("expected").stdout
    assert "Expected files" not in {finding.what for finding in examine(current_settings())}


def test_declaring_twice_is_declaring_once_and_can_be_taken_back(house: House) -> None:
    declare = ("declare-empty", "web", str(ago(4)), "--to", str(ago(3)), "--why", "a holiday")
    assert call(*declare).stdout == f"web: declared empty: {ago(4)} … {ago(3)} (2).\n"
    assert call(*declare).stdout == f"web: declared empty before: {ago(4)} … {ago(3)} (2).\n"
    assert call(*declare, "--withdraw").stdout == f"web: taken back: {ago(4)} … {ago(3)} (2).\n"
    assert call(*declare, "--withdraw").stdout == "Nothing is declared of web there.\n"
    assert house.states()[str(ago(4))] == "missing"


def test_a_file_that_comes_nevertheless_is_loaded_as_ever(house: House) -> None:
    call("declare-empty", "web", str(ago(3)), "--why", "a holiday")
    assert call("load", str(house.write(ago(3))), "--source", "web").exit_code == 0
    assert house.states()[str(ago(3))] == "overtaken"
    assert "overtaken" in call("expected").stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("wbe", "2026-03-05"), "There is no source `wbe`; did you mean `web`?"),
        (("web", str(ago(-2))), "has not begun"),
        (("web", "2020-01-01"), "No files of web are expected on 2020-01-01"),
        (("web", str(ago(2)), "--to", str(ago(3))), "lies before"),
    ],
)
def test_a_wrong_call_is_refused_in_a_sentence(house: House, arguments: tuple[str, ...], sentence: str) -> None:
    assert sentence in str(call("declare-empty", *arguments, "--why", "a holiday").exception)
    assert "declared" not in house.states("--from", "2020-01-01").values()


def test_declaring_and_taking_back_want_a_reason_and_a_source(house: House) -> None:
    for options in ([], ["--withdraw"]):
        assert "--why is blank" in str(call("declare-empty", "web", str(ago(3)), "--why", " ", *options).exception)
        assert "no source `wbe`" in str(call("declare-empty", "wbe", str(ago(3)), "--why", "x", *options).exception)
    assert house.states()[str(ago(3))] == "missing"


def test_a_file_that_lies_there_unloaded_cannot_be_declared_away(house: House) -> None:
    path = house.write(ago(2), "a.jsonl.gz", gzip.compress(b"x" * 1000)[:-9])
    declare = ("declare-empty", "web", str(ago(3)), "--to", str(ago(2)), "--why", "it is broken for good")
    assert f"{path} is not loaded: `meterhouse load {path} --source web`" in str(call(*declare).exception)
    assert house.states()[str(ago(3))] == "missing"

    path.unlink()
    assert call(*declare).exit_code == 0
    assert house.states()[str(ago(2))] == "declared"


def test_the_file_of_a_voided_load_may_stay_where_it_lies(house: House) -> None:
    path = house.write(ago(2), content=json.dumps({"time": f"{ago(2)}T12:00:00Z", "id": "1"}).encode() + b"\n")
    load = json.loads(call("load", str(path), "--source", "web", "--json").stdout)
    assert call("void", str(load["load_id"]), "--why", "of a test system", "--no-build").exit_code == 0
    assert house.states()[str(ago(2))] == "missing"
    assert call("declare-empty", "web", str(ago(2)), "--why", "the server was off").exit_code == 0
    assert house.states()[str(ago(2))] == "declared"


@pytest.mark.usefixtures("house")
def test_the_doctor_names_what_is_missing() -> None:
    found = {finding.what: finding for finding in examine(current_settings())}["Expected files"]
    assert (found.state, found.todo.split("`")[1]) == ("look", f"meterhouse expected --from {ago(4)}")
    assert f"web of {ago(4)} to web of" in found.sentence

    call("declare-empty", "web", str(ago(4)), "--to", str(ago(0)), "--why", "the service was closed")
    found = {finding.what: finding for finding in examine(current_settings())}["Expected files"]
    assert (found.state, found.sentence) == ("well", "No file of 5 landing days is missing.")
