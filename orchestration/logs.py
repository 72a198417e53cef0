"""Files under the home that quote what happened: logs, and what failed dbt calls left, without a person's traces."""

import mmap
import os
import re
from collections.abc import Iterator
from pathlib import Path

from warehouse.erasure import Remainder, spellings
from warehouse.ledger.traces import PlainTraces
from warehouse.settings import Settings

# Text that somebody reads and no program: what Dagster and dbt need to run is in others.
SUFFIXES = frozenset({".log", ".out", ".err", ".sql", ".json", ".txt", ".csv", ".jsonl"})
POSTGRES = "postgres"


def redact_logs(traces: PlainTraces, settings: Settings) -> dict[Path, int]:
    """Overwrites each trace by as many asterisks, in place, so that a program that goes on writing is not disturbed."""
    logs = (path for path in _logs(settings) if os.access(path, os.W_OK))
    return {path: places for path in logs if (places := _overwrite(path, traces))}


def find_in_files(traces: PlainTraces, settings: Settings) -> list[Remainder]:
    """Files under the home that name the person still: not the database's tables, nor what is in the landing zone."""
    pattern = _pattern(traces)
    found = ((path, _count(path, pattern)) for path in _files(settings)) if pattern else ()
    return [Remainder(str(path), places) for path, places in found if places]


def _logs(settings: Settings) -> Iterator[Path]:
    """The logs of the database, of Dagster and of dbt."""
    home = settings.home_path
    for folder in (home / "dagster", home / "dbt"):
        yield from (path for path in sorted(folder.rglob("*")) if path.suffix in SUFFIXES and path.is_file())
    yield from _server_log(settings)


def _files(settings: Settings) -> Iterator[Path]:
    left_out = (settings.home_path / POSTGRES, settings.landing_path)
    for path in sorted(settings.home_path.rglob("*")):
        if path.is_file() and not any(path.is_relative_to(folder) for folder in left_out):
            yield path
    yield from _server_log(settings)


def _server_log(settings: Settings) -> list[Path]:
    log = settings.home_path / POSTGRES / "server.log"
    return [log] if log.is_file() else []


def _pattern(traces: PlainTraces) -> re.Pattern[bytes] | None:
    words = sorted({spelt.encode() for value in traces.telling for spelt in spellings(value)}, key=len, reverse=True)
    if not words:
        return None
    return re.compile(rb"(?<![0-9A-Za-z])(?:" + b"|".join(map(re.escape, words)) + rb")(?![0-9A-Za-z])")


def _overwrite(path: Path, traces: PlainTraces) -> int:
    pattern = _pattern(traces)
    if pattern is None or not path.stat().st_size:
        return 0
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as content:
        places = [match.span() for match in pattern.finditer(content)]
        for start, end in places:
            content[start:end] = b"*" * (end - start)
    return len(places)


def _count(path: Path, pattern: re.Pattern[bytes]) -> int:
    if not path.stat().st_size or not os.access(path, os.R_OK):
        return 0
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return sum(1 for _ in pattern.finditer(content))
