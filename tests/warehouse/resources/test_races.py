"""Whoever sends one record at the same time as others: it is kept once, and one of them hears that it is new."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.resources.conftest import CLOSE, OPEN, rows_of
from warehouse.resources import read_standing
from warehouse.settings import Settings

PUT = """
import json, sys
from warehouse.errors import RecordRefused
from warehouse.resources import put
from warehouse.settings import settings
current = settings()
print("ready", flush=True)
for line in sys.stdin:
    try:
        print(put("billable_events", json.loads(line), current).outcome, flush=True)
    except RecordRefused:
        print("refused", flush=True)
"""
LOAD = """
import sys
from pathlib import Path
from warehouse.resources import load_records
from warehouse.settings import settings
current = settings()
print("ready", flush=True)
sys.stdin.readline()
print("already" if load_records(Path(sys.argv[1]), "billable_events", current).already_loaded else "loaded", flush=True)
"""


class Sender:
    """A process of its own that waits for what to send."""

    def __init__(self, code: str, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.said() == "ready"

    def send(self, text: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{text}\n")
        self.process.stdin.flush()

    def said(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        self.process.communicate(timeout=30)


def at_once(senders: list[Sender], records: list[dict[str, Any]]) -> Counter[str]:
    for sender, record in zip(senders, records, strict=True):
        sender.send(json.dumps(record))
    return Counter(sender.said() for sender in senders)


def test_of_several_processes_that_put_one_event_one_creates_it(house: Settings) -> None:
    senders = [Sender(PUT) for _ in range(4)]
    for number in range(8):
        event = OPEN | {"event_id": f"11111111-1111-4111-8111-{number:012}"}
        assert at_once(senders, [event] * 4) == {"created": 1, "repeated": 3}
        assert rows_of(house, "billable_events") == number + 1
    for sender in senders:
        sender.end()


def test_of_an_open_and_an_earlier_close_at_once_one_is_refused(house: Settings) -> None:
    senders = [Sender(PUT) for _ in range(2)]
    for number in range(8):
        event_id = {"event_id": f"11111111-1111-4111-8111-{number:012}"}
        early = CLOSE | event_id | {"time": "2010-01-01"}
        assert at_once(senders, [OPEN | event_id, early]) == {"created": 1, "refused": 1}
        assert len(read_standing("billable_events", OPEN | event_id, house)) == 1
    for sender in senders:
        sender.end()


@pytest.mark.parametrize("lines", [1, 2_000])
def test_of_two_processes_that_load_one_file_one_stores_it(house: Settings, tmp_path: Path, lines: int) -> None:
    path = tmp_path / "events.jsonl"
    events = [OPEN | {"event_id": f"11111111-1111-4111-8111-{number:012}"} for number in range(lines)]
    path.write_text("".join(f"{json.dumps(event)}\n" for event in events))
    loaders = [Sender(LOAD, str(path)) for _ in range(2)]
    for loader in loaders:
        loader.send("")
    assert {loader.said() for loader in loaders} == {"loaded", "already"}
    assert rows_of(house, "billable_events") == lines
    for loader in loaders:
        loader.end()
