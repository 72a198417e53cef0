import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from meterhouse.cli import typer_app
from meterhouse.own_files import place_files
from orchestration.loading import load_landed
from warehouse.database import connect
from warehouse.errors import LedgerError, LoadRefused, MeterhouseError
from warehouse.events import QuarantineReason
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


@pytest.mark.parametrize("given", ["--client=", "--client= ", "--provider=", "--provider=a\nb", "--client=a\udcff"])
def test_a_name_that_is_none_is_refused_and_nothing_is_stored(settings: Settings, log: Path, given: str) -> None:
    result = call("load", str(log), "--format", "combined", given)
    assert isinstance(result.exception, MeterhouseError)
    assert str(result.exception).startswith(f"{given[2:].split('=')[0]}: `")
    with connect("loader", settings) as connection:
        assert connection.execute("select count(*) from raw.loads").fetchone() == (0,)


@pytest.mark.parametrize("why", ["", " \t", "\udcff"])
def test_a_load_is_not_accepted_without_a_reason(settings: Settings, log: Path, why: str) -> None:
    held = json.loads(call("load", str(log), "--format", "combined", "--hold", "--json").stdout)
    result = call("accept", str(held["load_id"]), "--why", why)
    assert isinstance(result.exception, LedgerError)
    assert "--why is blank" in str(result.exception)
    with connect("loader", settings) as connection:
        assert connection.execute("select count(*) from raw.load_verdicts").fetchone() == (0,)


@pytest.mark.parametrize(
    "arguments",
    [
        ("accept", "{number}", "--why", "looked at it"),
        ("quarantine", "--load", "{number}"),
        ("quarantine", "--limit", "{number}"),
        ("report", "loads", "--limit", "{number}"),
        ("report", "usage", "--limit", "{number}"),
    ],
)
def test_a_number_that_the_ledger_cannot_count_to_is_refused_with_the_bound(arguments: tuple[str, ...]) -> None:
    for number, bound in (
        ("0", "1"),
        ("9223372036854775808", "9223372036854775807"),
        ("9" * 30, "9223372036854775807"),
    ):
        result = call(*(argument.format(number=number) for argument in arguments))
        assert (result.exit_code, type(result.exception)) == (2, SystemExit)
        assert bound in result.output


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        (("loads", "--state", "foo"), ("held", "accepted", "voided")),
        (("quarantine", "--reason", "foo"), tuple(QuarantineReason)),
    ],
)
def test_an_unknown_state_or_reason_is_refused_with_those_there_are(
    arguments: tuple[str, ...], allowed: tuple[str, ...]
) -> None:
    result = call(*arguments)
    assert (result.exit_code, type(result.exception)) == (2, SystemExit)
    assert all(f"'{word}'" in result.output for word in allowed)


@pytest.mark.usefixtures("settings")
def test_loads_and_lines_are_shown_by_state_and_reason(log: Path) -> None:
    call("load", str(log), "--format", "combined", "--hold")
    assert "access.log" in call("loads", "--state", "held").stdout
    assert "No load of usage is voided." in call("loads", "--state", "voided").stdout
    assert "what is this" in call("quarantine", "--reason", "unparseable", "--load", "1").stdout
    assert "Nothing is in quarantine." in call("quarantine", "--reason", "nul_byte").stdout


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
