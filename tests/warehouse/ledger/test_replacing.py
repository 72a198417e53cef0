import datetime as dt

import pytest

from tests.warehouse.ledger.conftest import Write, event, source, with_fields
from warehouse import ledger
from warehouse.database import connect
from warehouse.errors import LedgerError
from warehouse.ledger import load_file, read_loads, touched_days
from warehouse.settings import Settings


def states(settings: Settings) -> list[str]:
    return [load.status for load in read_loads(settings)]


def test_a_load_is_replaced_in_the_transaction_that_accepts_the_new_one(settings: Settings, write: Write) -> None:
    old = load_file(write("a.jsonl", event(1), event(2, day="2026-03-06")), source(), settings=settings, accept=True)
    new = load_file(write("b.jsonl", event(1)), source(), settings=settings, replaces=old.load_id)
    assert (new.replaces_load_id, states(settings)) == (old.load_id, ["accepted", "held"])
    ledger.accept(settings, new.load_id, "looked at")
    assert states(settings) == ["voided", "accepted"]
    assert touched_days(settings) == [dt.date(2026, 3, 5), dt.date(2026, 3, 6)]
    with connect("loader", settings) as connection:
        query = "select verdict, xmin::text from raw.load_verdicts where verdict_no > %s order by verdict_no"
        [(first, by_first), (second, by_second)] = connection.execute(query, [new.load_no]).fetchall()
    assert (first, second) == ("voided", "accepted")
    assert by_first == by_second


def test_what_is_replaced_is_neither_repeated_nor_contradicted(settings: Settings, write: Write) -> None:
    for identity in ("field", "position", "content"):
        name = f"by_{identity}"
        path = write(f"{identity}.jsonl", *(event(number, status=200 + len(identity)) for number in range(3)))
        old = load_file(path, source(name, identity), settings=settings, accept=True)
        mended = with_fields(source(name, identity), status_code={"field": "code"})
        new = load_file(path, mended, settings=settings, accept=True, replaces=old.load_id)
        assert (new.stored, new.repeated, new.quarantined, new.already_loaded) == (3, 0, 0, False)
        again = load_file(path, mended, settings=settings, accept=True, replaces=old.load_id)
        assert (again.load_id, again.already_loaded) == (new.load_id, True)
    assert states(settings) == ["voided", "accepted"] * 3


def test_what_cannot_be_replaced_is_refused_by_name(settings: Settings, write: Write) -> None:
    one, two = write("a.jsonl", event(1)), write("b.jsonl", event(2))
    first = load_file(one, source(), settings=settings, accept=True)
    second = load_file(two, source(), settings=settings, replaces=first.load_id)
    third = write("c.jsonl", event(3))
    with pytest.raises(LedgerError, match=f"Load {second.load_id} is to replace load {first.load_id} and is held"):
        load_file(third, source(), settings=settings, replaces=first.load_id)
    ledger.accept(settings, second.load_id, "right")
    with pytest.raises(LedgerError, match=f"voided already. Load {second.load_id} replaced it"):
        load_file(third, source(), settings=settings, replaces=first.load_id)
    with pytest.raises(LedgerError, match="There is no load 99"):
        load_file(third, source(), settings=settings, replaces=99)
    other = load_file(third, source(), settings=settings, accept=True)
    with pytest.raises(LedgerError, match=f"stands in load {other.load_id} already"):
        load_file(third, source(), settings=settings, replaces=second.load_id)
    assert states(settings) == ["voided", "accepted", "accepted"]


def test_a_replacement_that_is_voided_leaves_the_first_as_it_was(settings: Settings, write: Write) -> None:
    old = load_file(write("a.jsonl", event(1)), source(), settings=settings, accept=True)
    new = load_file(write("b.jsonl", event(2)), source(), settings=settings, replaces=old.load_id)
    ledger.void(settings, new.load_id, "worse")
    assert states(settings) == ["accepted", "voided"]
    newer = load_file(write("c.jsonl", event(3)), source(), settings=settings, accept=True, replaces=old.load_id)
    assert newer.status == "accepted"
    assert states(settings) == ["voided", "voided", "accepted"]
