"""Parsing one chunk while the one before it is being stored."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")


def read_ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The same items and errors; the next one is made in a thread while the caller works on this one."""
    with ThreadPoolExecutor(1, thread_name_prefix="read-ahead") as thread:
        pending = thread.submit(next, items, None)
        while (item := pending.result()) is not None:
            pending = thread.submit(next, items, None)
            yield item
