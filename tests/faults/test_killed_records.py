"""A process that loads or puts records and is killed leaves no part of anything; doing it again finishes the work."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID

from tests.faults.conftest import LOADER_KILLS, wait_for_silence
from warehouse.database import connect
from warehouse.resources import load_records, put
from warehouse.settings import Settings

EVENTS = 8_000
LOAD = """
import sys
from pathlib import Path
from warehouse.resources import load_records
from warehouse.settings import settings
current = settings()
print("ready", flush=True)
sys.stdin.readline()
load_records(Path(sys.argv[1]), "billable_events", current)
"""
PUT = """
import sys
from uuid import UUID
from warehouse.resources import put
from warehouse.settings import settings
current = settings()
print("ready", flush=True)
sys.stdin.readline()
event = {"provider_id": "heroku", "state": "open", "resource_id": "app", "rate_code": "web", "time": "2011-01-01"}
for number in range(10_000):
    put("billable_events", event | {"event_id": str(UUID(int=number))}, current)
    print(number, flush=True)
"""
FAULTS = """
    select load.load_id, load.stored, count(event.load_id)
    from raw.loads as load
    full join (select load_id from raw.billable_events where load_id is not null) as event
        on load.load_id = event.load_id
    group by load.load_id, load.stored
    having load.stored is distinct from count(event.load_id)
    union all
    select line.load_id, 0, count(*) from raw.quarantine as line
    where line.load_id not in (select load_id from raw.loads)
    group by line.load_id
"""


def begin(settings: Settings) -> None:
    put("providers", {"provider_id": "heroku"}, settings)
    put("rate_codes", {"provider_id": "heroku", "slug": "web", "rate_cents": 5, "rate_period": "hour"}, settings)


def started(code: str, *arguments: str) -> "subprocess.Popen[str]":
    """A process that has imported everything and begins."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline() == "ready\n"
    process.stdin.write("\n")
    process.stdin.flush()
    return process


def killed(process: "subprocess.Popen[str]", seconds: float) -> str:
    """What it said until it was killed."""
    time.sleep(seconds)
    process.kill()
    return process.communicate()[0]


def rows(settings: Settings, query: str) -> list[tuple[object, ...]]:
    with connect("owner", settings) as connection:
        return connection.execute(query.encode()).fetchall()


def test_whenever_a_load_of_records_is_killed_it_is_whole_or_not_there(settings: Settings, tmp_path: Path) -> None:
    begin(settings)
    path = tmp_path / "events.jsonl"
    event = {"provider_id": "heroku", "state": "open", "resource_id": "app", "rate_code": "web", "time": "2011-01-01"}
    with path.open("w") as file:
        for number in range(EVENTS):
            changed = {"rate_code": "cron"} if number % 100 == 99 else {}
            file.write(json.dumps({**event, "event_id": str(UUID(int=number)), **changed}) + "\n")
    clock = time.monotonic()
    measured = tmp_path / "measured.jsonl"
    measured.write_text(path.read_text().replace("00000000-0000", "10000000-0000"))
    load_records(measured, "billable_events", settings)
    whole = time.monotonic() - clock
    chance = random.Random(7)
    for _ in range(LOADER_KILLS // 2):
        killed(started(LOAD, str(path)), chance.uniform(0, 1.2 * whole))
        wait_for_silence(settings)
        assert rows(settings, FAULTS) == []
        assert rows(settings, "select count(*) from raw.loads")[0][0] in (1, 2)
    load_records(path, "billable_events", settings)
    bad = EVENTS // 100
    accounts = rows(settings, "select lines, stored, repeated, quarantined from raw.loads")
    assert accounts == [(EVENTS, EVENTS - bad, 0, bad)] * 2
    assert rows(settings, FAULTS) == []


def test_what_was_answered_before_the_kill_is_stored(settings: Settings) -> None:
    begin(settings)
    said = killed(started(PUT), 1.0).split()
    wait_for_silence(settings)
    stored = rows(settings, "select count(*) from raw.billable_events")[0][0]
    assert isinstance(stored, int)
    assert said
    assert stored - len(said) in (0, 1)
    again = put(
        "billable_events",
        {
            "provider_id": "heroku", "event_id": str(UUID(int=0)), "state": "open", "resource_id": "app",
            "rate_code": "web", "time": "2011-01-01",
        },
        settings,
    )  # fmt: skip
    assert again.outcome == "repeated"
