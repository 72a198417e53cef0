"""Whoever sends one change at the same time as others, or is killed: it is kept once, whole or not at all."""

import json
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from tests.faults.conftest import LOADER_KILLS, wait_for_silence
from tests.warehouse.rights.conftest import SEATS, stored
from warehouse.rights import load_changes
from warehouse.settings import Settings

PUT = """
import json, sys
from warehouse.rights import put_change
from warehouse.settings import settings
current = settings()
print("ready", flush=True)
for line in sys.stdin:
    print(put_change(json.loads(line), current).outcome, flush=True)
"""
LOAD = """
import sys
from pathlib import Path
from warehouse.rights import load_changes
from warehouse.settings import settings
current = settings()
print("ready", flush=True)
sys.stdin.readline()
load_changes(Path(sys.argv[1]), current)
print("loaded", flush=True)
"""
LINES = 6_000


def started(code: str, *arguments: str) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def send(process: "subprocess.Popen[str]", text: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{text}\n")
    process.stdin.flush()


def test_of_several_processes_that_put_one_change_one_creates_it(house: Settings) -> None:
    senders = [started(PUT) for _ in range(3)]
    for number in range(6):
        for sender in senders:
            send(sender, json.dumps({**SEATS, "increment": 1, "key": f"k{number}"}))
        said = Counter(sender.stdout.readline().strip() for sender in senders if sender.stdout)
        assert said == {"created": 1, "repeated": 2}
        assert stored(house) == [(number + 1,)]
    for sender in senders:
        sender.communicate(timeout=30)


def test_whenever_a_load_is_killed_it_is_whole_or_not_there(house: Settings, tmp_path: Path) -> None:
    path = tmp_path / "changes.jsonl"
    path.write_text("".join(json.dumps({**SEATS, "increment": 1, "key": f"k{n}"}) + "\n" for n in range(LINES)))
    chance = random.Random(7)
    for _ in range(LOADER_KILLS // 2):
        loader = started(LOAD, str(path))
        send(loader, "")
        time.sleep(chance.uniform(0, 1.0))
        loader.kill()
        loader.communicate()
        wait_for_silence(house)
        assert stored(house)[0][0] in (0, LINES)
    done = load_changes(path, house)
    assert (done.lines, done.stored, stored(house)) == (LINES, LINES, [(LINES,)])
