"""One change, or a batch of them: kept once, or refused with a sentence."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.warehouse.rights.conftest import NOW, SEATS, Send, stored
from warehouse.errors import RecordRefused
from warehouse.ledger import ledger_horizon
from warehouse.rights import put_change, put_changes
from warehouse.settings import Settings


def test_a_quantity_and_a_switch_are_known_by_what_they_say(send: Send, house: Settings) -> None:
    assert send(quantity=5).outcome == "created"
    for same in (
        {"quantity": "5.0"},
        {"quantity": 5, "time": "2026-02-01T13:00:00+01:00"},
        {"quantity": Decimal("5E0")},
    ):
        assert send(**same).outcome == "repeated", same
    assert send(quantity=6).outcome == "created"
    assert send(quantity=5, time="2026-02-02").outcome == "created"
    assert send(feature_id="sign-on", is_enabled=True).outcome == "created"
    assert send(feature_id="sign-on", is_enabled="true").outcome == "repeated"
    assert stored(house) == [(4,)]


def test_an_increment_is_known_by_its_key_only(send: Send, house: Settings) -> None:
    assert [send(increment=1).outcome for _ in range(2)] == ["created", "created"]
    assert [send(increment=1, key="k").outcome for _ in range(2)] == ["created", "repeated"]
    assert stored(house, "sum(increment), count(*)") == [(3, 3)]


def test_other_content_under_a_key_is_a_conflict_and_what_stands_stands(send: Send, house: Settings) -> None:
    send(increment=1, key="k")
    for other in ({"increment": 2}, {"quantity": 1}, {"increment": 1, "time": "2026-02-02"},
                  {"increment": 1, "feature_id": "mails"}, {"increment": 1, "subscription_id": "a1"}):  # fmt: skip
        done = send(key="k", **other)
        assert (done.outcome, done.record.increment) == ("conflict", 1), other  # type: ignore[attr-defined]
        assert send(key="k", **other).outcome == "conflict"
    assert send(key="k", increment=1).outcome == "repeated"
    assert stored(house) == [(6,)]


def test_a_key_of_another_client_is_another_key(send: Send) -> None:
    assert send(increment=1, key="k").outcome == "created"
    assert send(increment=2, key="k", client_id="bolt").outcome == "created"


def test_without_a_time_it_is_when_it_is_put_and_with_a_key_known_again_later(house: Settings) -> None:
    change = {"client_id": "acme", "feature_id": "seats", "increment": 1, "key": "k"}
    first = put_change(change, house, NOW).record
    assert first.happened_at == NOW  # type: ignore[attr-defined]
    again = put_change(change, house, NOW + timedelta(hours=1))
    assert (again.outcome, again.record) == ("repeated", first)
    assert put_change({**change, "time": NOW}, house, NOW).outcome == "conflict"


@pytest.mark.parametrize(
    ("changed", "field", "detail"),
    [
        ({"increment": 1, "feature_id": "nothing"}, "feature_id", "there is no feature 'nothing'; load the features"),
        ({"increment": 1, "client_id": "nobody"}, "client_id", "there is no client 'nobody'; load the subscriptions"),
        ({"increment": 1, "subscription_id": "a9"}, "subscription_id", "there is no subscription 'a9'"),
        ({"increment": 1, "subscription_id": "b1"}, "subscription_id", "'b1' is no subscription of 'acme'"),
        ({"increment": 1, "subscription_id": "a2"}, "feature_id", "the subscription 'a2' does not include 'seats'"),
        ({"increment": 1, "client_id": "idle"}, "feature_id", "no subscription of 'idle' includes 'seats'"),
        ({"is_enabled": True, "feature_id": "rare"}, "feature_id", "no subscription of 'acme' includes 'rare'"),
        ({"increment": 1, "feature_id": "sign-on"}, "increment", "'sign-on' is OnOff, which has no quantity"),
        ({"quantity": 1, "feature_id": "sign-on"}, "quantity", "'sign-on' is OnOff, which has no quantity"),
        ({"is_enabled": True}, "is_enabled", "'seats' is a Limitation, which has no switch"),
        ({"is_enabled": False, "feature_id": "mails"}, "is_enabled", "'mails' is a Consumption, which has no switch"),
        ({"increment": 1, "feature_id": "calls"}, "feature_id", "'calls' is fed by the meter 'call'"),
        ({"quantity": -1}, "quantity", "-1 is not between 0 and 1,000,000,000,000,000"),
        ({"quantity": "many"}, "quantity", "'many' is no number"),
        ({"quantity": "NaN"}, "quantity", "'NaN' is no number"),
        ({"quantity": True}, "quantity", "True is no number"),
        ({"increment": "0.0000000001"}, "increment", "has more than 9 decimal places"),
        ({"increment": -(10**15)}, "increment", "is not between -999,999,999,999,999 and"),
        ({"is_enabled": "perhaps", "feature_id": "sign-on"}, "is_enabled", "'perhaps' is neither true nor false"),
        ({"increment": 1, "time": "2026-03-01T00:00:00.000001Z"}, "time", "is in the future; it is 2026-03-01T"),
        ({"increment": 1, "time": "soon"}, "time", "'soon' is no instant"),
        ({"increment": 1, "quantity": 1}, "quantity", "stands beside increment; a change has one"),
        ({}, "increment", "is missing; a change has one of increment, quantity, is_enabled"),
        ({"increment": 1, "feature_id": None}, "feature_id", "is missing"),
        ({"increment": 1, "client_id": "none"}, "client_id", "can be no id"),
        ({"increment": 1, "key": " "}, "key", "is blank"),
        ({"increment": 1, "colour": "red"}, "colour", "is no field of feature_changes; there are key, client_id"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_written(
    send: Send, house: Settings, changed: dict[str, object], field: str, detail: str
) -> None:
    before = ledger_horizon(house)
    with pytest.raises(RecordRefused) as refused:
        send(**changed)
    assert (refused.value.field, detail in refused.value.detail) == (field, True), str(refused.value)
    assert (stored(house), ledger_horizon(house)) == ([(0,)], before)


def test_the_present_is_no_future(send: Send) -> None:
    assert send(increment=1, time="2026-03-01T00:00:00Z").outcome == "created"


def test_a_batch_is_taken_whole_or_not_at_all(house: Settings) -> None:
    good = [{**SEATS, "increment": 1, "key": f"k{number}"} for number in range(3)]
    with pytest.raises(RecordRefused, match="change 3 of 4, client_id: there is no client 'nobody'"):
        put_changes([*good[:2], {**good[2], "client_id": "nobody"}, good[2]], house, NOW)
    with pytest.raises(RecordRefused, match="change 2 of 2, nonsense: is no field"):
        put_changes([good[0], {**good[1], "nonsense": 1}], house, NOW)
    assert stored(house) == [(0,)]
    assert [done.outcome for done in put_changes([*good, good[0]], house, NOW)] == ["created"] * 3 + ["repeated"]
    outcomes = [done.outcome for done in put_changes([*good, {**good[0], "increment": 9}], house, NOW)]
    assert outcomes == ["repeated"] * 3 + ["conflict"]
    assert stored(house, "sum(increment), count(*)") == [(12, 4)]
    assert put_changes([], house, NOW) == []


def test_a_change_that_comes_again_is_not_refused_for_what_was_learned_since(send: Send, house: Settings) -> None:
    send(quantity=5, key="k")
    with pytest.raises(RecordRefused, match="in the future"):
        put_change({**SEATS, "quantity": 5, "key": "k"}, house, datetime(2026, 1, 1, tzinfo=UTC))
    assert send(quantity=5, key="k").outcome == "repeated"
