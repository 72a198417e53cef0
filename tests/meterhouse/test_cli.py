import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from meterhouse.cli import typer_app
from meterhouse.own_files import place_files
from orchestration.loading import load_landed
from warehouse.database import connect
from warehouse.errors import LoadRefused, MeterhouseError
from warehouse.settings import Settings
from warehouse.sources import read_sources

LINE = '203.0.113.9 - acme [05/Mar/2026:08:{:02d}:00 +0000] "GET /orders/{} HTTP/1.1" 200 571 "-" "curl/8"'


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "access.log"
    path.write_text("\n".join([*(LINE.format(n % 60, n) for n in range(100)), "what is this", ""]))
    return path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(typer_app, arguments)


@pytest.mark.usefixtures("settings")
def test_load_tells_the_accounting_of_each_file_as_json(log: Path) -> None:
    result = call("load", str(log), "--format", "combined", "--client", "acme", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["load_id"] >= 1
    assert told["load_no"] >= 1
    expected = {"lines": 101, "stored": 100, "repeated": 0, "quarantined": 1, "ignored": 0, "status": "accepted"}
    assert {key: told[key] for key in expected} == expected
    assert told["touched_days"] == ["2026-03-05"]
    assert told["rows_per_second"] == round(100 / told["seconds"])


@pytest.mark.usefixtures("settings")
def test_load_goes_on_after_a_refused_file_and_ends_with_status_1(log: Path, tmp_path: Path) -> None:
    result = call("load", str(tmp_path / "absent.log"), str(log), "--format", "combined", "--json")
    assert result.exit_code == 1
    refused, loaded = (json.loads(line) for line in result.stdout.splitlines())
    assert (refused["status"], refused["code"]) == ("refused", "no_such_file")
    assert loaded["stored"] == 100


def test_a_held_load_counts_only_after_somebody_accepted_it(settings: Settings, log: Path) -> None:
    held = json.loads(call("load", str(log), "--format", "combined", "--hold", "--json").stdout)
    assert held["status"] == "held"
    assert "access.log" in call("loads", "--state", "held").stdout
    assert call("accept", str(held["load_id"]), "--why", "looked at it").exit_code == 0
    with connect("loader", settings) as connection:
        rows = connection.execute("select verdict, reason from raw.load_verdicts").fetchall()
    assert rows == [("accepted", "looked at it")]


@pytest.mark.usefixtures("settings")
def test_quarantine_shows_reason_line_and_text(log: Path) -> None:
    assert "Nothing is in quarantine" in call("quarantine").stdout
    call("load", str(log), "--format", "combined", "--hold")
    line = json.loads(call("quarantine", "--json").stdout)
    assert (line["line_no"], line["reason"], line["text"]) == (101, "unparseable", "what is this")


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Say what the files are"),
        (["--source", "nginx_combined", "--format", "combined"], "not both"),
        (["--source", "nginx_combind"], "nginx_combined"),
        (["--format", "combinde"], "combined"),
    ],
)
def test_a_wrong_call_says_what_to_do(log: Path, arguments: list[str], sentence: str) -> None:
    result = call("load", str(log), *arguments)
    assert isinstance(result.exception, MeterhouseError)
    assert sentence in str(result.exception)


def test_own_files_land_under_a_source_of_their_format_and_grow_in_place(settings: Settings, log: Path) -> None:
    place_files(log.parent, None, settings)
    today = datetime.now(UTC).date()
    sources = read_sources(settings.sources_path)
    assert [source.name for source in sources] == ["own_combined"]
    (first,) = load_landed(sources, [today], settings)
    assert first.total("stored") == 100
    with log.open("a") as file:
        file.write(LINE.format(59, 777) + "\n")
    place_files(log, "combined", settings)
    (grown,) = load_landed(sources, [today], settings)
    assert (grown.total("stored"), grown.total("repeated")) == (101, 100)


def test_own_files_that_are_not_there_are_refused(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(LoadRefused, match="There is no file at"):
        place_files(tmp_path / "nothing", None, settings)
