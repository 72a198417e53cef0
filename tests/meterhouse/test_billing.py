"""Records of resources and their reports by the command line, the whole way: put, load, build, report, withdraw."""

import json
from pathlib import Path

import pytest

from tests.conftest import Databases
from tests.meterhouse.test_cli import call
from warehouse.resources import is_behind
from warehouse.settings import Settings

EVENTS = """event_id,state,time,resource_id,rate_code,qty
11111111-1111-4111-8111-111111111111,open,2011-01-01,app123,web,2
11111111-1111-4111-8111-111111111111,close,2011-01-11,,,
22222222-2222-4222-8222-222222222222,open,2011-01-01,app123,worker,1
"""
OWNER = [
    *("put", "resource_ownerships", "provider_id=heroku", "ownership_id=11111111-1111-4111-8111-111111111111"),
    *("state=active", "time=2011-01-01T00:00:00Z", "resource_id=app123", "owner_id=a1"),
]
RATE = ["put", "rate_codes", "provider_id=heroku", "slug=web", "rate_cents=5", "rate_period=hour"]
JANUARY = ("--month", "2011-01", "--now", "2011-03-01")


@pytest.fixture(scope="module")
def house(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A ledger filled and built by commands."""
    settings = databases.create(tmp_path_factory.mktemp("billing"))
    path = tmp_path_factory.mktemp("files") / "events.csv"
    path.write_text(EVENTS)
    done = [
        call("billing", "put", "providers", "provider_id=heroku"),
        call("billing", *RATE),
        call("billing", *RATE),
        call("billing", *OWNER),
        call("billing", "put", "account_links", "provider_id=heroku", "owner_id=a1", "client_id=acme"),
        call("billing", "load", "billable_events", str(path), "--provider", "heroku"),
    ]
    assert [one.exit_code for one in done] == [0] * 6, [one.output for one in done]
    assert [json.loads(one.stdout)["outcome"] for one in done[:3]] == ["created", "created", "repeated"]
    assert "1 lines wait: `meterhouse quarantine --load" in done[-1].stderr
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
def test_every_report_answers_what_was_put() -> None:
    (line,) = report("invoice", "acme", *JANUARY)
    assert (line["quantity"], line["amount_cents"]) == ("480.000000000000", 2400)
    (unit,) = report("invoice", "acme", "--units", *JANUARY)
    assert unit == report("account-usage", "a1", *JANUARY)[0] == report("rate-code", "web", *JANUARY)[0]
    assert (unit["from_at"], unit["until_at"]) == ("2011-01-01T00:00:00Z", "2011-01-11T00:00:00Z")
    assert report("revenue", "--free-hours", "80", *JANUARY)[0]["amount_cents"] == 2000
    (summary,) = report("resources", "--resource", "app123", *JANUARY)
    assert summary["days"] == [f"2011-01-{day:02}" for day in range(1, 11)]
    assert report("changes", *JANUARY)[0]["change"] == "new"
    # Four of the six days are used, and all six before them: two days of two at 5 cents an hour less.
    (shrunk,) = report("changes", "--from", "2011-01-07", "--before", "2011-01-13", "--only", "shrunk")
    assert shrunk["difference_exact_cents"] == "-480.000000000000"
    assert report("ownerships", "--owner", "a1", *JANUARY)[0]["until_at"] == "2011-02-01T00:00:00Z"
    assert report("unbilled", *JANUARY) == report("unpaired") == report("conflicts") == []


@pytest.mark.usefixtures("house")
def test_a_report_is_a_table_for_people_and_a_file_for_programs(tmp_path: Path) -> None:
    table = call("report", "invoice", "acme", *JANUARY).stdout
    assert "24.00" in table
    assert "2011-01-01T00:00:00Z until 2011-02-01T00:00:00Z" in table
    out = tmp_path / "invoice.csv"
    assert call("report", "invoice", "acme", *JANUARY, "--format", "csv", "--out", str(out)).exit_code == 0
    assert out.read_text().splitlines()[1].endswith(",480.000000000000,2400.000000000000,2400")


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["report", "invoice", "acme"], "Which time"),
        (["report", "invoice", "acme", "--month", "January"], "no month; write it like 2026-01"),
        (["report", "invoice", "acme", "--month", "2011-13"], "There is no month 2011-13"),
        (["report", "invoice", "acme", "--month", "2011-01", "--from", "2011-01-01"], "not both"),
        (["report", "revenue", "--from", "soon"], "--from 'soon' is no instant"),
        (["report", "revenue", *JANUARY, "--free-hours", "a few"], "is no number"),
        (["report", "changes", *JANUARY, "--only", "lost"], "no change 'lost'"),
        (["billing", "put", "rate_codes", "slug"], "'slug' is no field: write NAME=VALUE"),
        (["billing", "put", "rate_codes", "slug=x"], "provider_id: is missing"),
        (["billing", "put", "cars", "slug=x"], "There is no kind of record 'cars'"),
        (["quarantine", "release", "1", "--why", "mended"], "`meterhouse billing load billable_events FILE`"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], said: str) -> None:
    assert said in str(call(*arguments).exception)


def test_a_load_of_events_can_be_withdrawn(house: Settings, tmp_path: Path) -> None:
    path = tmp_path / "more.jsonl"
    event = {"provider_id": "heroku", "event_id": "33333333-3333-4333-8333-333333333333", "state": "open"}
    path.write_text(json.dumps(event | {"time": "2011-01-01", "resource_id": "app9", "rate_code": "web"}))
    done = call("billing", "load", "billable_events", str(path))
    assert "accepted" in done.stdout
    load_id = done.stdout.split()[done.stdout.split().index("accepted") + 1]
    withdrawn = call("void", load_id, "--why", "another month", "--no-build")
    assert "To be rebuilt: what resources cost." in withdrawn.stdout, withdrawn.output
    assert is_behind(house)
    refused = call("void", "99", "--why", "gone")
    assert "There is no load 99" in str(refused.exception)
