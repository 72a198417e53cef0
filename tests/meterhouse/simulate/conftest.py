"""One small world for all tests that only read it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from meterhouse.simulate import Truth, simulate

DAYS, EVENTS, SEED = 6, 12_000, 11


@dataclass(frozen=True)
class SimulatedWorld:
    """Where a world lies, and what `simulate` said of it."""

    out: Path
    truth: Truth


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> SimulatedWorld:
    out = tmp_path_factory.mktemp("world")
    return SimulatedWorld(out, simulate(out, DAYS, EVENTS, SEED))
