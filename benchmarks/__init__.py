"""Benchmarks: each prints ratios against a floor or a peer measured in the same run."""

import time
from collections.abc import Callable


def timed(work: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
