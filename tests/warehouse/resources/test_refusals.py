"""What is wrong is refused with the field's name, and nothing is written."""

from typing import Any

import pytest

from tests.conftest import Databases
from tests.warehouse.resources.conftest import ACTIVE, CLOSE, INACTIVE, LINK, OPEN, RATE, Send, begin, rows_of
from warehouse.errors import LoadRefused, RecordRefused
from warehouse.resources import KINDS, put
from warehouse.settings import Settings

LONG = "x" * 201


@pytest.fixture(scope="module")
def untouched(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One ledger for all that is refused."""
    return begin(databases.create(tmp_path_factory.mktemp("untouched")))


@pytest.mark.parametrize(
    ("kind", "record", "changed", "reason", "said"),
    [
        ("billable_events", OPEN, {"state": "paused"}, "wrong_value", "state: 'paused' is neither open nor close"),
        ("billable_events", OPEN, {"state": None}, "missing_field", "state: is missing"),
        ("billable_events", OPEN, {"time": "yesterday"}, "impossible_date", "time: 'yesterday' is no instant"),
        ("billable_events", OPEN, {"time": "2011-02-30T00:00:00Z"}, "impossible_date", "time: '2011-02-30"),
        ("billable_events", OPEN, {"time": "2016-12-31T23:59:60Z"}, "impossible_date", "time: "),
        ("billable_events", OPEN, {"time": "2011-01-01T00:00:00+99:00"}, "impossible_date", "time: "),
        ("billable_events", OPEN, {"time": "1969-12-31T23:59:59Z"}, "impossible_date",
         "time: .* outside of the years 1970 to"),
        ("billable_events", OPEN, {"time": "0001-01-01T00:00+14:00"}, "impossible_date",
         "time: .* outside of the years"),
        ("billable_events", OPEN, {"time": 1293840000}, "impossible_date", "time: 1293840000 is no instant"),
        ("billable_events", OPEN, {"time": None}, "missing_field", "time: is missing"),
        ("billable_events", OPEN, {"qty": "a few"}, "wrong_value", "qty: 'a few' is no number"),
        ("billable_events", OPEN, {"qty": "1_0"}, "wrong_value", "qty: '1_0' is no number"),
        ("billable_events", OPEN, {"qty": True}, "wrong_value", "qty: True is no number"),
        ("billable_events", OPEN, {"qty": float("nan")}, "wrong_value", "qty: nan is no number"),
        ("billable_events", OPEN, {"qty": -1}, "out_of_range", "qty: -1 is not between 0 and 1,000,000,000"),
        ("billable_events", OPEN, {"qty": "1e9"}, "out_of_range", "qty: '1e9' is not between"),
        ("billable_events", OPEN, {"qty": "1e999"}, "out_of_range", "qty: '1e999' is not between"),
        ("billable_events", OPEN, {"qty": "0.0000000001"}, "out_of_range", "qty: .* more than 9 decimal places"),
        ("billable_events", OPEN, {"rate_code": "cron"}, "unknown_id", "rate_code: heroku has no rate code 'cron'"),
        ("billable_events", CLOSE, {"rate_code": "cron"}, "unknown_id", "rate_code: heroku has no rate code 'cron'"),
        ("billable_events", OPEN, {"rate_code": None}, "missing_field", "rate_code: is missing; open needs it"),
        ("billable_events", OPEN, {"resource_id": None}, "missing_field", "resource_id: is missing; open needs it"),
        ("billable_events", OPEN, {"resource_id": " "}, "missing_field", "resource_id: is blank"),
        ("billable_events", OPEN, {"resource_id": LONG}, "out_of_range", "resource_id: has 201 bytes; at most 200"),
        ("billable_events", OPEN, {"resource_id": "a\x00"}, "nul_byte", "resource_id: holds a NUL"),
        ("billable_events", OPEN, {"resource_id": "\ud800"}, "invalid_utf8", "resource_id: "),
        ("billable_events", OPEN, {"resource_id": ["a"]}, "wrong_value", "resource_id: .* is no text"),
        ("billable_events", OPEN, {"provider_id": "nobody"}, "unknown_id",
         "provider_id: there is no provider 'nobody'"),
        ("billable_events", OPEN, {"shoe": 4}, "wrong_value",
         "shoe: is no field of billable_events; there are provider_id"),
        ("billable_events", OPEN, {"event_id": ""}, "wrong_value", "event_id: '' is no UUID"),
        ("billable_events", OPEN, {"event_id": f"{OPEN['event_id']}hihihi"}, "wrong_value", "event_id: "),
        ("resource_ownerships", ACTIVE, {"state": "open"}, "wrong_value",
         "state: 'open' is neither active nor inactive"),
        ("resource_ownerships", ACTIVE, {"owner_id": None}, "missing_field", "owner_id: is missing; active needs it"),
        ("resource_ownerships", ACTIVE, {"owner_id": "none"}, "wrong_value", "owner_id: 'none' .* can be no id"),
        ("rate_codes", RATE, {"rate_period": "foo"}, "wrong_value", "rate_period: 'foo' is neither hour nor month"),
        ("rate_codes", RATE, {"rate_cents": "4.5"}, "wrong_value", "rate_cents: '4.5' is no whole number of cents"),
        ("rate_codes", RATE, {"rate_cents": -1}, "out_of_range", "rate_cents: -1 is not between"),
        ("rate_codes", RATE, {"rate_cents": 10**9 + 1}, "out_of_range", "rate_cents: 1000000001 is not between"),
        ("rate_codes", RATE, {"currency": "euro"}, "wrong_value", "currency: 'euro' is no currency code"),
        ("account_links", LINK, {"client_id": "none"}, "wrong_value", "client_id: 'none'"),
        ("account_links", LINK, {"valid_from": "soon"}, "impossible_date", "valid_from: 'soon' is no instant"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_and_nothing_is_written(
    untouched: Settings, kind: str, record: dict[str, Any], changed: dict[str, Any], reason: str, said: str
) -> None:
    with pytest.raises(RecordRefused, match=f"^{said}") as refused:
        put(kind, record | changed, untouched)
    assert refused.value.reason == reason
    assert [rows_of(untouched, table) for table in KINDS] == [1, 1, 0, 0, 0]


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_record_is_refused_by_its_first_field(untouched: Settings, kind: str) -> None:
    with pytest.raises(RecordRefused, match=r"^provider_id: is missing"):
        put(kind, {}, untouched)


def test_a_missing_time_is_named(send: Send) -> None:
    with pytest.raises(RecordRefused, match=r"^time: is missing"):
        send({name: value for name, value in OPEN.items() if name != "time"})


def test_there_is_no_other_kind(house: Settings) -> None:
    with pytest.raises(LoadRefused, match="There is no kind of record 'invoices'; there are providers, rate_codes"):
        put("invoices", {}, house)


@pytest.mark.parametrize(
    ("kind", "begin", "end"), [("billable_events", OPEN, CLOSE), ("resource_ownerships", ACTIVE, INACTIVE)]
)
@pytest.mark.parametrize("begin_first", [True, False])
def test_what_would_end_before_it_begins_is_refused_whichever_half_comes_second(
    send: Send, house: Settings, kind: str, begin: dict[str, Any], end: dict[str, Any], begin_first: bool
) -> None:
    early = {**end, "time": "2010-12-31T23:59:59.999999Z"}
    first, second = (begin, early) if begin_first else (early, begin)
    send(first, kind)
    words = "ends what begins at" if begin_first else "begins what ended at"
    with pytest.raises(RecordRefused, match=f"^time: {second['time']} {words} {first['time']}; ") as refused:
        send(second, kind)
    assert refused.value.reason == "ends_before_it_begins"
    assert rows_of(house, kind) == 1


def test_after_a_refused_close_a_right_one_is_taken(send: Send) -> None:
    send(OPEN)
    with pytest.raises(RecordRefused):
        send(CLOSE, time="2010-01-01")
    assert send(CLOSE).outcome == "created"
    assert send(CLOSE, time="2010-01-01").outcome == "conflict"
