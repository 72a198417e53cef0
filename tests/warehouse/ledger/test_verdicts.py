import datetime as dt

import pytest

from tests.warehouse.ledger.conftest import Write, event, source
from warehouse.database import connect
from warehouse.errors import LedgerError
from warehouse.ledger import accept, contiguous, hold, ledger_horizon, load_file, read_load, touched_days, void
from warehouse.settings import Settings


def state(settings: Settings, load_id: int) -> str:
    with connect("loader", settings) as connection:
        return read_load(connection, load_id).status


def test_a_load_is_held_until_it_is_accepted_and_voided_for_ever(settings: Settings, write: Write) -> None:
    load_id = load_file(write("a.jsonl", event(1)), source(), settings=settings).load_id
    assert state(settings, load_id) == "held"
    hold(settings, load_id, "volume is ten times the usual", evidence={"observed": 10})
    assert state(settings, load_id) == "held"
    number = accept(settings, load_id, "the launch explains it")
    assert accept(settings, load_id, "again") == number
    void(settings, load_id, "wrong file")
    assert state(settings, load_id) == "voided"
    with pytest.raises(LedgerError, match="voided, which is final"):
        accept(settings, load_id, "regret")


def test_an_accepted_load_cannot_be_held_again(settings: Settings, write: Write) -> None:
    load_id = load_file(write("a.jsonl", event(1)), source(), settings=settings, accept=True).load_id
    with pytest.raises(LedgerError, match="can be voided, not held"):
        hold(settings, load_id, "doubts")


def test_a_verdict_on_no_load_says_where_to_look(settings: Settings) -> None:
    with pytest.raises(LedgerError, match="no load 77"):
        accept(settings, 77, "why not")


def test_only_accepted_and_withdrawn_loads_touch_days(settings: Settings, write: Write) -> None:
    load_id = load_file(write("a.jsonl", event(1), event(2, "2026-03-07", id="z")), source(), settings=settings).load_id
    assert touched_days(settings) == []
    accept(settings, load_id, "good")
    assert touched_days(settings) == [dt.date(2026, 3, 5), dt.date(2026, 3, 7)]


def test_ledger_numbers_only_grow(settings: Settings, write: Write) -> None:
    seen = [ledger_horizon(settings)]
    for number in range(3):
        result = load_file(write(f"{number}.jsonl", event(number)), source(), settings=settings)
        seen.append(result.load_no)
        seen.append(accept(settings, result.load_id, "good"))
        assert ledger_horizon(settings) == seen[-1]
    assert seen == sorted(set(seen))


def test_the_bytes_of_a_voided_load_can_be_loaded_again(settings: Settings, write: Write) -> None:
    path = write("a.jsonl", event(1))
    first = load_file(path, source(), settings=settings, accept=True)
    void(settings, first.load_id, "too early")
    second = load_file(path, source(), settings=settings, accept=True)
    assert second.load_id != first.load_id
    assert (second.already_loaded, second.repeated) == (False, 0)


@pytest.mark.parametrize(
    ("days", "runs"),
    [([], []), ([3], [(3, 3)]), ([5, 3, 4, 9, 8, 3], [(3, 5), (8, 9)]), ([27, 28, 1], [(1, 1), (27, 28)])],
)
def test_days_fall_into_the_fewest_runs(days: list[int], runs: list[tuple[int, int]]) -> None:
    march = [dt.date(2026, 3, day) for day in days]
    assert contiguous(march) == [(dt.date(2026, 3, first), dt.date(2026, 3, last)) for first, last in runs]
