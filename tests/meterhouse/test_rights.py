"""Rights by the command line, the whole way in a house without any usage: load, put, build, report, withdraw."""

import json
from pathlib import Path

import pytest

from tests.conftest import Databases
from tests.meterhouse.test_cli import call
from tests.warehouse.rights.conftest import begin
from warehouse.rights import is_behind
from warehouse.settings import Settings

CHANGES = """client_id,feature_id,time,key,increment,quantity,is_enabled
acme,seats,2026-02-01,k1,12,,
acme,seats,2026-02-01,k1,13,,
acme,mails,2026-02-01,k2,3,,
acme,sign-on,2026-02-03,,,,false
"""
PUT = ("rights", "put", "client_id=bolt", "feature_id=seats", "quantity=4", "time=2026-02-02T10:00:00+01:00")


@pytest.fixture(scope="module")
def house(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A ledger filled and built by commands."""
    folder = tmp_path_factory.mktemp("files")
    settings = begin(databases.create(tmp_path_factory.mktemp("rights")), folder)
    path = folder / "changes.csv"
    path.write_text(CHANGES)
    done = [call(*PUT), call(*PUT), call("rights", "load", str(path))]
    assert [one.exit_code for one in done] == [0] * 3, [one.output for one in done]
    assert [json.loads(one.stdout)["outcome"] for one in done[:2]] == ["created", "repeated"]
    assert "1 changes contradict what stands: `meterhouse report rights-conflicts`" in done[2].stderr
    assert is_behind(settings)
    built = call("build")
    assert built.exit_code == 0, built.output
    assert not is_behind(settings)
    return settings


def report(*arguments: str) -> list[dict[str, object]]:
    done = call("report", *arguments, "--format", "json")
    assert done.exit_code == 0, done.output
    rows: list[dict[str, object]] = json.loads(done.stdout)["rows"]
    return rows


@pytest.mark.usefixtures("house")
def test_reports_answer_what_was_put_and_loaded() -> None:
    found = {row["feature_id"]: row for row in report("rights", "acme", "--at", "2026-02-10")}
    assert found["seats"]["quantity_current"] == "12.000000000000"
    assert found["seats"]["quantity_over"] == "2.000000000000"
    assert (found["sign-on"]["is_enabled"], found["sign-on"]["is_over"]) == (False, False)
    # A meter feeds it, and no day of usage was ever built.
    assert found["calls"]["quantity_current"] == "0.000000000000"
    assert {row["client_id"] for row in report("rights", "--at", "2026-02-10", "--combined")} == {"acme", "bolt"}
    assert {row["subscription_id"] for row in report("rights", "bolt", "--subscription", "b1")} == {"b1"}
    (conflict,) = report("rights-conflicts")
    assert (conflict["standing"], conflict["change_key"], conflict["increment"]) == (
        "conflict",
        "k1",
        "13.000000000000",
    )


@pytest.mark.usefixtures("house")
def test_a_report_of_rights_is_a_table_for_people() -> None:
    table = call("report", "rights", "acme", "--at", "2026-02-10T12:00").stdout
    assert "at 2026-02-10 12:00 UTC" in table
    (seats,) = [line.split() for line in table.splitlines() if "Limitation" in line]
    whose = ["acme", "a1", "basic", "seats", "Seats", "Limitation", "yes", "–", "–"]
    assert seats == [*whose, "10", "no", "12", "2", "yes", "–", "–"]


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["rights", "put", "client_id"], "'client_id' is no field: write NAME=VALUE"),
        (["rights", "put", "client_id=acme", "feature_id=seats", "increment=many"], "increment: 'many' is no number"),
        (["rights", "load", "nothing.csv"], "There is no file nothing.csv"),
        (["report", "rights", "acme", "--at", "soon"], "--at 'soon' is no instant"),
        (["report", "rights", "acme", "--at", "1900-01-01"], "Rights are known between 1970 and 2200"),
        (["quarantine", "release", "7", "--why", "mended"], "it has no lines in quarantine"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], said: str) -> None:
    assert said in str(call(*arguments).exception)


def test_a_load_of_changes_can_be_withdrawn(house: Settings, tmp_path: Path) -> None:
    path = tmp_path / "more.jsonl"
    path.write_text(json.dumps({"client_id": "acme", "feature_id": "seats", "time": "2026-02-05", "quantity": 1}))
    done = call("rights", "load", str(path))
    load_id = done.stdout.split()[done.stdout.split().index("accepted") + 1]
    withdrawn = call("void", load_id, "--why", "wrong", "--no-build")
    assert "To be rebuilt: what clients may use." in withdrawn.stdout, withdrawn.output
    assert is_behind(house)
    assert "features, or changes of them, wait to be built" in call("doctor").stdout
