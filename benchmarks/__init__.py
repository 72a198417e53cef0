"""Benchmarks: each measures a ratio against a floor or a peer in the same run, and says which ratio is wanted."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from warehouse.embedded import stop_server
from warehouse.schema import upgrade
from warehouse.settings import Settings


@dataclass(frozen=True)
class Ratio:
    """One row of the results: what was measured, the ratio, the most it may be (or the least, if `at_least`)."""

    what: str
    ratio: float
    target: float | None = None
    at_least: bool = False
    detail: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the target is kept; without one there is nothing to keep."""
        if self.target is None:
            return True
        return self.ratio >= self.target if self.at_least else self.ratio <= self.target


def timed(work: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@contextmanager
def own_house() -> Iterator[Settings]:
    """An empty ledger on a server of its own, gone afterwards."""
    with TemporaryDirectory(prefix="meterhouse-bench-") as home:
        settings = Settings(home=Path(home) / "home", database_url=None, _env_file=None)
        try:
            upgrade(settings)
            yield settings
        finally:
            stop_server(settings)
