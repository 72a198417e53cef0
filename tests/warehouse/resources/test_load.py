"""A file of records is one load: its lines are accounted for, and stand as if they had been put one after another."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.resources.conftest import ACTIVE, CLOSE, EVENT, INACTIVE, LINK, OPEN, OTHER, RATE, Send, rows_of
from warehouse.database import connect
from warehouse.errors import LedgerError, LoadRefused, RecordRefused
from warehouse.ledger import ledger_horizon, read_quarantine, void
from warehouse.resources import RecordsLoad, load_records, put, read_standing
from warehouse.settings import Settings

Load = Callable[..., RecordsLoad]


@pytest.fixture
def load(house: Settings, tmp_path: Path) -> Load:
    """Loads lines as a JSON-lines file; what is no text is written as JSON."""

    def _load(*lines: dict[str, Any] | str, kind: str = "billable_events", name: str = "events.jsonl") -> RecordsLoad:
        path = tmp_path / name
        path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines))
        return load_records(path, kind, house)

    return _load


def counts(load: RecordsLoad) -> tuple[int, ...]:
    return load.lines, load.stored, load.repeated, load.conflicts, load.quarantined, load.ignored


def states(settings: Settings) -> list[tuple[str, str]]:
    found = read_standing("billable_events", OPEN, settings)
    return [(record.state, f"{record.happened_at:%Y-%m-%d}") for record in found]  # type: ignore[attr-defined]


def test_every_line_is_stored_quarantined_or_ignored(load: Load, house: Settings) -> None:
    done = load(OPEN, "", CLOSE, OPEN, OPEN | {"qty": 2}, "{", "[1]", OPEN | {"event_id": OTHER, "rate_code": "cron"})

    assert counts(done) == (8, 4, 1, 1, 3, 1)
    assert (done.kind, done.source, done.status) == ("resource", "resource:billable_events", "accepted")
    assert states(house) == [("open", "2011-01-01"), ("close", "2011-01-06")]
    waiting = {line.line_no: (line.reason, line.detail, line.text) for line in read_quarantine(house)}
    assert waiting[6][:1] == waiting[7][:1] == ("unparseable",)
    assert waiting[8][:2] == ("unknown_id", "rate_code: heroku has no rate code 'cron'; put it first")
    assert json.loads(waiting[8][2] or "")["event_id"] == OTHER


def test_csv_says_the_same_as_json_lines(house: Settings, tmp_path: Path) -> None:
    header = "provider_id,event_id,state,time,resource_id,rate_code,description\n"
    opened = f'heroku,{EVENT},open,2011-01-01 00:00:00,app123,web,"rake ""a"", b"\n'
    path = tmp_path / "events.csv"
    path.write_bytes(b"\xef\xbb\xbf" + f"{header}{opened}heroku,{EVENT},close,2011-01-06,,,\r\n,,\n".encode())

    assert counts(load_records(path, "billable_events", house)) == (4, 2, 0, 0, 1, 1)
    opened_record, _ = read_standing("billable_events", OPEN, house)
    assert opened_record.description == 'rake "a", b'  # type: ignore[attr-defined]
    assert put("billable_events", OPEN | {"description": 'rake "a", b'}, house).outcome == "repeated"
    (line,) = read_quarantine(house)
    assert (line.line_no, line.detail, line.text) == (4, "line: has 3 fields, the header has 7", ",,")


def test_lines_may_leave_the_provider_to_the_command(house: Settings, tmp_path: Path) -> None:
    put("providers", {"provider_id": "engineyard"}, house)
    put("rate_codes", RATE | {"provider_id": "engineyard"}, house)
    path = tmp_path / "events.jsonl"
    path.write_text(json.dumps({name: value for name, value in OPEN.items() if name != "provider_id"}))

    for provider in ("heroku", "engineyard"):
        assert load_records(path, "billable_events", house, provider).repeated == 0
        assert load_records(path, "billable_events", house, provider).already_loaded
    assert rows_of(house, "billable_events") == 2


def test_the_same_file_again_changes_nothing(load: Load, house: Settings) -> None:
    first = load(OPEN, CLOSE)
    before = ledger_horizon(house)
    again = load(OPEN, CLOSE, name="renamed.jsonl")

    assert (again.load_id, again.already_loaded) == (first.load_id, True)
    assert (rows_of(house, "billable_events"), ledger_horizon(house)) == (2, before)


@pytest.mark.parametrize(
    "lines",
    [
        [OPEN, CLOSE | {"time": "2010-12-31"}, CLOSE, CLOSE | {"time": "2010-12-31"}],
        [CLOSE, OPEN | {"time": "2011-01-07"}, OPEN, OPEN | {"time": "2011-01-07"}],
        [CLOSE | {"time": "2010-12-31"}, OPEN, CLOSE, OPEN | {"time": "2010-12-30"}],
        [OPEN | {"rate_code": "cron"}, CLOSE | {"time": "2010-12-31"}, OPEN, CLOSE],
        [OPEN, OPEN | {"time": "2011-01-07"}, CLOSE, OPEN],
    ],
)
@pytest.mark.parametrize("known", [0, 1, 2])
def test_a_file_comes_to_what_putting_its_lines_one_by_one_comes_to(
    load: Load, send: Send, house: Settings, lines: list[dict[str, Any]], known: int
) -> None:
    """The lines of another event, put one by one, are refused and kept where those of the file are."""
    one_by_one = []
    for place, line in enumerate(lines):
        if place < known:
            _outcome(send, line)
        one_by_one.append(_outcome(send, line | {"event_id": OTHER}) if place >= known else _known(send, line))
    done = load(*lines[known:])

    wanted = one_by_one[known:]
    assert counts(done)[1:5] == (
        len(wanted) - wanted.count("refused"),
        wanted.count("repeated"),
        wanted.count("conflict"),
        wanted.count("refused"),
    )
    other = [(record.state, f"{record.happened_at:%Y-%m-%d}") for record in _standing(house)]
    assert states(house) == other


def _known(send: Send, line: dict[str, Any]) -> str:
    return _outcome(send, line | {"event_id": OTHER})


def _outcome(send: Send, line: dict[str, Any]) -> str:
    try:
        return send(line).outcome
    except RecordRefused:
        return "refused"


def _standing(settings: Settings) -> list[Any]:
    return list(read_standing("billable_events", OPEN | {"event_id": OTHER}, settings))


def test_ownerships_keep_their_good_lines_too(load: Load, house: Settings) -> None:
    done = load(INACTIVE, ACTIVE | {"time": "2012-01-01"}, ACTIVE, kind="resource_ownerships")
    assert counts(done) == (3, 2, 0, 0, 1, 0)
    assert next(read_quarantine(house)).reason == "ends_before_it_begins"


@pytest.mark.parametrize(
    ("kind", "good", "bad", "said"),
    [
        ("providers", {"provider_id": "a"}, {"provider_id": "none"}, r"events\.jsonl, line 2, provider_id: 'none' "),
        ("rate_codes", RATE | {"slug": "x"}, RATE | {"rate_cents": -5}, "line 2, rate_cents: -5 is not between"),
        (
            "rate_codes",
            RATE | {"slug": "x"},
            RATE | {"provider_id": "b"},
            "line 2, provider_id: there is no provider 'b'",
        ),
        ("account_links", LINK, LINK | {"valid_from": "soon"}, "line 2, valid_from: 'soon' is no instant"),
    ],
)
def test_a_wrong_line_refuses_a_file_of_what_others_rest_on(
    load: Load, house: Settings, kind: str, good: dict[str, Any], bad: dict[str, Any], said: str
) -> None:
    before = rows_of(house, kind)
    with pytest.raises(LoadRefused, match=said):
        load(good, bad, kind=kind)
    assert rows_of(house, kind) == before
    assert rows_of(house, "loads") == 0


def test_the_same_file_takes_up_lines_that_can_stand_by_now(load: Load, send: Send, house: Settings) -> None:
    lines = [OPEN, OPEN | {"event_id": OTHER, "rate_code": "worker"}, OPEN | {"event_id": OTHER, "state": "paused"}]
    first = load(*lines)
    assert load(*lines).load_id == first.load_id
    send(RATE, "rate_codes", slug="worker")

    second = load(*lines)
    assert (second.releases_load_id, *counts(second)) == (first.load_id, 1, 1, 0, 0, 0, 0)
    assert [line.line_no for line in read_quarantine(house)] == [3]
    assert load(*lines).load_id == first.load_id
    assert rows_of(house, "billable_events") == 2


def test_withdrawing_a_load_uncovers_what_it_hid(load: Load, send: Send, house: Settings) -> None:
    wrong = load(OPEN | {"qty": 7}, OPEN | {"event_id": OTHER})
    assert send(OPEN).outcome == "conflict"
    assert send(OPEN, event_id=OTHER).outcome == "repeated"
    void(house, wrong.load_id, "wrong quantities")

    assert str(read_standing("billable_events", OPEN, house)[0].qty) == "1"  # type: ignore[attr-defined]
    assert send(OPEN).outcome == send(OPEN, event_id=OTHER).outcome == "repeated"
    assert send(OPEN, qty=7).outcome == "conflict"
    assert load(OPEN | {"qty": 7}, OPEN | {"event_id": OTHER}).conflicts == 1


@pytest.mark.parametrize(
    ("kind", "record"), [("providers", {"provider_id": "a"}), ("rate_codes", RATE | {"slug": "x"})]
)
def test_what_others_rest_on_cannot_be_withdrawn(
    load: Load, house: Settings, kind: str, record: dict[str, Any]
) -> None:
    with pytest.raises(LedgerError, match="which never change"):
        void(house, load(record, kind=kind).load_id, "wrong")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("events.csv", b"", "the header is empty"),
        (
            "events.csv",
            b"state,tim\n",
            "the header names 'tim'; billable_events have provider_id, event_id, state, time",
        ),
        ("events.csv", b"state,state\n", "the header names one twice"),
        ("events.csv", b"\xff\n", "has no header"),
        ("events.parquet", b"PAR1", "is neither CSV with a header"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(
    house: Settings, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(LoadRefused, match=said):
        load_records(path, "billable_events", house)


def test_hostile_lines_wait_each_with_its_reason(house: Settings, tmp_path: Path) -> None:
    hostile = [
        b'{"provider_id": "\xff"}', b'{"a": "\x00"}', b'{"a": ' + b"1" * 100_000 + b"}", b"[" * 50_000,
        b'{"qty": 1e999999999999999999999}',
        b'{"provider_id": ' + b"1" * 5000 + b"}", b"\x0b", json.dumps({**OPEN, "qty": 10**400}).encode(),
    ]  # fmt: skip
    path = tmp_path / "events.jsonl"
    path.write_bytes(b"\n".join(hostile))
    done = load_records(path, "billable_events", house)
    reasons = {line.line_no: line.reason for line in read_quarantine(house)}

    assert counts(done) == (8, 0, 0, 0, 7, 1)
    assert reasons == {
        1: "invalid_utf8", 2: "nul_byte", 3: "line_too_long", 4: "unparseable", 5: "missing_field", 6: "unparseable",
        8: "out_of_range",
    }  # fmt: skip


def test_the_accounting_is_that_of_every_load(load: Load, house: Settings) -> None:
    done = load(OPEN, "{", "")
    with connect("owner", house) as connection:
        row = connection.execute(
            "select kind, channel, lines, stored, quarantined, ignored from raw.loads where load_id = %s",
            [done.load_id],
        ).fetchone()
    assert row == ("resource", "file", 3, 1, 1, 1)
