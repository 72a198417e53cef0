"""A server that is killed in mid-load comes back with whole loads only."""

import random
import time
from pathlib import Path

from tests.faults.conftest import LINES, SERVER_KILLS, Loader, faults_in, kill_server, load, write_lines
from warehouse.embedded import ensure_server
from warehouse.ledger import read_loads
from warehouse.settings import Settings


def test_whenever_the_server_is_killed_only_whole_loads_remain(own_server: Settings, tmp_path: Path) -> None:
    chance = random.Random(7)
    bad = LINES // 100
    for turn in range(SERVER_KILLS):
        path = write_lines(tmp_path / f"{turn}.jsonl", first=turn * LINES)
        loader = Loader(path, "field")
        loader.begin()
        time.sleep(chance.uniform(0.02, 0.5))
        kill_server(own_server)
        loader.kill_after(0.5)
        ensure_server(own_server)
        assert faults_in(own_server) == []
        load(path, "field")
        assert [one.stored for one in read_loads(own_server)] == [LINES - bad] * (turn + 1)
    assert faults_in(own_server) == []
