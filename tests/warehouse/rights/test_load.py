"""A file of changes: one load, whole or not there, and once however often it comes."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.rights.conftest import NOW, SEATS, Send, begin, stored
from warehouse.errors import LoadRefused
from warehouse.ledger import void
from warehouse.rights import is_behind, load_changes
from warehouse.settings import Settings

LINES: list[dict[str, Any]] = [
    {**SEATS, "increment": 1, "key": "k1"},
    {**SEATS, "increment": 2, "key": "k2"},
    {**SEATS, "quantity": 7, "time": "2026-02-03"},
]


def written(path: Path, *lines: dict[str, Any]) -> Path:
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return path


def test_a_file_is_one_load_with_every_line_accounted_for(house: Settings, tmp_path: Path, send: Send) -> None:
    send(increment=2, key="k2")
    path = tmp_path / "changes.csv"
    path.write_text(
        "client_id,feature_id,time,key,increment,quantity,is_enabled\n"
        "acme,seats,2026-02-01T12:00:00Z,k1,1,,\n"
        "acme,seats,2026-02-01T12:00:00Z,k2,2,,\n"
        "\n"
        "acme,seats,2026-02-01T12:00:00Z,k2,3,,\n"
        "acme,seats,2026-02-03,,,7,\n"
        "acme,sign-on,2026-02-03,,,,TRUE\n"
    )
    done = load_changes(path, house, NOW)

    assert (done.kind, done.source, done.status) == ("rights", "rights:feature_changes", "accepted")
    assert (done.lines, done.stored, done.repeated, done.ignored, done.conflicts) == (7, 5, 1, 2, 1)
    assert stored(house, "count(*), count(load_id)") == [(6, 5)]
    again = load_changes(path, house, NOW)
    assert (again.load_id, again.already_loaded) == (done.load_id, True)


def test_a_file_that_grew_counts_once(house: Settings, tmp_path: Path) -> None:
    path = written(tmp_path / "changes.jsonl", *LINES[:2])
    assert load_changes(path, house, NOW).repeated == 0
    assert load_changes(written(path, *LINES), house, NOW).repeated == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({**SEATS, "increment": 1}, "line 2, key: is missing; an increment in a file needs one"),
        ({**SEATS, "quantity": 1, "time": None}, "line 2, time: is missing; a line of a file says when it was"),
        ({**SEATS, "quantity": 1, "client_id": "nobody"}, "line 2, client_id: there is no client 'nobody'"),
        ({**SEATS, "quantity": 1, "time": "2026-03-02"}, "line 2, time: 2026-03-02T00:00:00Z is in the future"),
        ({**SEATS, "quantity": -1}, "line 2, quantity: -1 is not between 0"),
    ],
)
def test_a_file_with_a_wrong_line_is_refused_whole(
    house: Settings, tmp_path: Path, line: dict[str, Any], said: str
) -> None:
    with pytest.raises(LoadRefused, match=said):
        load_changes(written(tmp_path / "changes.jsonl", LINES[0], line), house, NOW)
    assert stored(house) == [(0,)]


def test_of_a_voided_file_nothing_stands_and_it_can_be_loaded_again(
    house: Settings, tmp_path: Path, send: Send
) -> None:
    path = written(tmp_path / "changes.jsonl", {**SEATS, "increment": 9, "key": "k1"})
    load_id = load_changes(path, house, NOW).load_id
    assert send(increment=1, key="k1").outcome == "conflict"
    void(house, load_id, "wrong")
    assert send(increment=1, key="k1").outcome == "repeated"
    assert load_changes(path, house, NOW).conflicts == 1


def test_only_a_house_with_features_is_ever_behind(settings: Settings, tmp_path: Path) -> None:
    assert not is_behind(settings)
    assert is_behind(begin(settings, tmp_path))
