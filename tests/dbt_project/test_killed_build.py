"""A build that is killed leaves its days touched; building again gives what an unharmed build gives."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestration.building import build
from tests.dbt_project.conftest import Built
from tests.faults.conftest import BUILD_KILLS, DEEP
from warehouse.ledger import touched_days

pytestmark = pytest.mark.skipif(not DEEP, reason="takes minutes: `make test-deep` runs it")


def test_whenever_a_build_is_killed_building_again_gives_the_same(
    module_copy: Built, copy: Built, tmp_path: Path
) -> None:
    chance = random.Random(11)
    for one in (module_copy, copy):
        one.ledger.judge(one.loads.third, "voided")
    days = touched_days(copy.settings)
    for _ in range(BUILD_KILLS):
        killed = start_build(tmp_path)
        time.sleep(chance.uniform(4, 14))
        os.killpg(killed.pid, signal.SIGKILL)
        killed.wait()
        assert set(touched_days(copy.settings)) <= set(days)
    assert start_build(tmp_path).wait() == 0, (tmp_path / "build.log").read_text()
    build(module_copy.settings)
    assert touched_days(copy.settings) == []
    assert _without_clock(copy) == _without_clock(module_copy)


def _without_clock(world: Built) -> dict[str, list[str]]:
    """All tables but that which tells when each load was judged."""
    return {name: rows for name, rows in world.dumps().items() if name != "marts.fct_loads"}


def start_build(folder: Path) -> "subprocess.Popen[bytes]":
    """`meterhouse build`, with all the processes it starts in a group of their own."""
    with (folder / "build.log").open("wb") as log:
        return subprocess.Popen(
            [str(Path(sys.executable).with_name("meterhouse")), "build"], stdout=log, stderr=log, start_new_session=True
        )
