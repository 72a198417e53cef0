"""A loader that is killed leaves no trace; loading again finishes the work."""

import random
import time
from pathlib import Path

import pytest

from tests.faults.conftest import LINES, LOADER_KILLS, Loader, faults_in, load, wait_for_silence, write_lines
from warehouse.ledger import read_loads
from warehouse.settings import Settings


@pytest.mark.parametrize("identity", ["field", "position"])
def test_whenever_a_loader_is_killed_the_accounting_is_exact(settings: Settings, tmp_path: Path, identity: str) -> None:
    chance = random.Random(identity)
    started = time.monotonic()
    load(write_lines(tmp_path / "measured.jsonl", first=10**6), identity)
    whole = time.monotonic() - started
    path = write_lines(tmp_path / "a.jsonl")
    for _ in range(LOADER_KILLS // 2):
        loader = Loader(path, identity)
        loader.begin()
        loader.kill_after(chance.uniform(0, 1.3 * whole))
        wait_for_silence(settings)
        assert faults_in(settings) == []
        assert len(read_loads(settings)) in (1, 2)
    load(path, identity)
    bad = LINES // 100
    assert [(one.lines, one.stored, one.repeated, one.quarantined) for one in read_loads(settings)] == [
        (LINES, LINES - bad, 0, bad)
    ] * 2
    assert faults_in(settings) == []
