import json
from pathlib import Path

import pytest

from tests.meterhouse.test_cli import LINE, call
from warehouse.database import connect
from warehouse.ledger import read_loads
from warehouse.settings import Settings
from warehouse.settings import settings as current_settings

OPTIONS = ("--format", "combined", "--client", "acme")


def lines(*numbers: int) -> str:
    return "".join(LINE.format(number % 60, number) + "\n" for number in numbers)


@pytest.fixture
def load_id(settings: Settings, tmp_path: Path) -> int:
    path = tmp_path / "first.log"
    path.write_text(lines(*range(100)))
    assert settings.database_url
    return int(json.loads(call("load", str(path), *OPTIONS, "--json").stdout)["load_id"])


def states(settings: Settings) -> list[str]:
    return [load.status for load in read_loads(settings)]


def test_void_names_the_days_to_be_rebuilt(settings: Settings, load_id: int) -> None:
    done = call("void", str(load_id), "--why", "of another month", "--no-build")
    assert done.exit_code == 0, done.output
    assert f"Load {load_id} is voided" in done.stdout
    assert "To be rebuilt: 2026-03-05. `meterhouse build` does it." in done.stdout
    assert states(settings) == ["voided"]


@pytest.mark.usefixtures("settings")
def test_void_wants_a_reason_and_a_load_that_exists(load_id: int) -> None:
    assert "--why is blank" in str(call("void", str(load_id), "--why", " ").exception)
    assert "There is no load 99" in str(call("void", "99", "--why", "gone").exception)


def test_a_file_replaces_a_load(settings: Settings, load_id: int, tmp_path: Path) -> None:
    path = tmp_path / "corrected.log"
    path.write_text(lines(*range(90)))
    done = call("load", str(path), *OPTIONS, "--replaces", str(load_id), "--no-build")
    assert done.exit_code == 0, done.output
    assert states(settings) == ["voided", "accepted"]
    assert "To be rebuilt: 2026-03-05" in done.stdout
    refused = call("load", str(path), str(path), *OPTIONS, "--replaces", str(load_id))
    assert "--replaces takes one file" in str(refused.exception)


def test_loads_are_listed_with_what_they_correct(load_id: int, tmp_path: Path) -> None:
    path = tmp_path / "corrected.log"
    path.write_text(lines(*range(90)))
    new = load_id + 1
    call("load", str(path), *OPTIONS, "--replaces", str(load_id), "--hold", "--no-build")

    def listed() -> list[tuple[object, ...]]:
        keys = ("load_id", "status", "replaces_load_id", "replaced_by_load_id", "correction")
        found = map(json.loads, call("loads", "--json").stdout.splitlines())
        return [tuple(load[key] for key in keys) for load in found]

    assert listed() == [
        (load_id, "accepted", None, new, f"to be replaced by {new}"),
        (new, "held", load_id, None, f"to replace {load_id}"),
    ]
    call("accept", str(new), "--why", "looked at it")
    assert listed() == [
        (load_id, "voided", None, new, f"replaced by {new}"),
        (new, "accepted", load_id, None, f"replaces {load_id}"),
    ]
    shown = " ".join(call("loads").stdout.split())
    assert f"voided (replaced by {new})" in shown
    assert f"accepted (replaces {load_id})" in shown


def test_a_file_read_by_another_definition_is_said_to_be_there(load_id: int, tmp_path: Path) -> None:
    done = call("load", str(tmp_path / "first.log"), "--format", "combined", "--client", "bolt", "--json")
    assert done.exit_code == 0
    assert f"stands in load {load_id}, read by another definition" in done.stderr.replace("\n", " ")
    assert json.loads(done.stdout)["by_other_definition"] is True


def test_released_lines_make_a_load_of_their_own(settings: Settings, tmp_path: Path) -> None:
    definition = settings.sources_path / "gateway_json.yaml"
    source = tmp_path / "sources" / "tiny.yaml"
    source.parent.mkdir()
    text = definition.read_text().replace("name: gateway_json", "name: tiny").replace("landing:", "# landing:")
    source.write_text(text.replace("{field: status}", "{field: state}"))
    record = {"time": "2026-03-05T08:00:00Z", "provider": "house", "api": "orders", "client": "acme", "path": "/a"}
    log = tmp_path / "log.jsonl"
    rows = [{**record, "request_id": f"r{n}", "status": 200, "state": 200 if n else "ok"} for n in range(20)]
    log.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("METERHOUSE_SOURCES", str(source.parent))
        from warehouse.settings import settings as current

        current.cache_clear()
        load = json.loads(call("load", str(log), "--source", "tiny", "--json").stdout)
        assert (load["stored"], load["quarantined"]) == (19, 1)
        source.write_text(text)
        done = call("quarantine", "release", str(load["load_id"]), "--why", "status, not state", "--no-build")
        assert done.exit_code == 0, done.output
        assert "Nothing is in quarantine" in call("quarantine").stdout
    current.cache_clear()
    assert [found.stored for found in read_loads(settings)] == [19, 1]


def test_lines_of_a_file_loaded_by_its_format_are_released_by_that_format(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "first.log"
    log.write_text(lines(*range(40)) + LINE.format(1, "x" * 3000) + "\nwhat is this\n")
    monkeypatch.setenv("METERHOUSE_MAX_LINE_BYTES", "2000")
    current_settings.cache_clear()
    load = json.loads(call("load", str(log), *OPTIONS, "--json").stdout)
    release = ("quarantine", "release", str(load["load_id"]), "--why", "lines may be longer now", "--no-build")
    monkeypatch.delenv("METERHOUSE_MAX_LINE_BYTES")
    current_settings.cache_clear()

    assert (load["stored"], load["quarantined"]) == (40, 2)
    done = call(*release)
    assert done.exit_code == 0, done.output
    assert [(found.stored, found.correction) for found in read_loads(settings)] == [
        (40, ""),
        (1, f"lines of {load['load_id']} released"),
    ]
    with connect("loader", settings) as connection:
        clients = connection.execute("select distinct client_id from raw.usage_events").fetchall()
    assert clients == [("acme",)]
    assert f"--source NAME --replaces {load['load_id']}`" in str(call(*release).exception)
