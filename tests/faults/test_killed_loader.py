"""A loader that is killed leaves no trace; loading again finishes the work."""

import random
import time
from pathlib import Path

import pytest

from tests.faults.conftest import LINES, LOADER_KILLS, Loader, faults_in, load, wait_for_silence, write_lines
from tests.warehouse.ledger.location_files import LONDON, write_database
from warehouse.database import connect
from warehouse.ledger import read_loads
from warehouse.settings import Settings
from warehouse.settings import settings as current_settings


@pytest.mark.parametrize("identity", ["field", "position"])
def test_whenever_a_loader_is_killed_the_accounting_is_exact(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, identity: str
) -> None:
    database = write_database(tmp_path / "city.mmdb", {"81.2.0.0/16": LONDON})
    monkeypatch.setenv("METERHOUSE_GEOIP_DATABASE", str(database))
    current_settings.cache_clear()
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
    with connect("loader", settings) as connection:
        counts = connection.execute(
            "select (select count(*) from raw.ip_keys), count(*), count(distinct ip_key) from raw.ip_locations"
        ).fetchone()
    assert counts is not None
    assert counts[0] == counts[1] == counts[2] > 12_000
    current_settings.cache_clear()
