"""Work on several chunks at once, ahead of whoever stores them, with results in order."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
# Each thread holds a chunk and what is made of it; Polars lets go of the interpreter while it works.
THREADS = min(4, os.cpu_count() or 1)


def map_ahead(work: Callable[[Item], Result], items: Iterable[Item], threads: int = THREADS) -> Iterator[Result]:
    """`work(item)` of each item, in order; while the caller has one result, `threads` more are being made.

    An error of an item is raised in its turn. A caller that stops early waits for what is being made, no longer.
    """
    pool = ThreadPoolExecutor(threads, thread_name_prefix="map-ahead")
    pending: deque[Future[Result]] = deque()
    try:
        for item in items:
            pending.append(pool.submit(work, item))
            if len(pending) > threads:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
