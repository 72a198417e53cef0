"""Which rows stand in which file: days cut into files, then repeated, overlapping, growing, late and spilled over."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

import numpy as np

from meterhouse.simulate.days import Calendar
from meterhouse.simulate.paths import IntArray
from meterhouse.simulate.rhythm import DAY_US, midnight_us
from meterhouse.simulate.streams import Stream

OVERLAP_EVERY, LATE_EVERY, GROWING_EVERY, COPY_EVERY = 5, 11, 4, 7
LATE_BY = timedelta(days=2)
# A first part shorter than this would be mostly its own cut line.
GROWING_ROWS = 60
RESENT = {
    ".log": ".log.zst",
    ".log.gz": ".log",
    ".log.zst": ".log.gz",
    ".jsonl": ".jsonl.gz",
    ".jsonl.gz": ".jsonl.zst",
    ".jsonl.zst": ".jsonl",
    ".csv": ".csv.gz",
    ".csv.gz": ".csv",
    ".parquet": ".snappy.parquet",
}


@dataclass(frozen=True)
class LogFile:
    """Rows `start` to `stop` of a stream as one file.

    `cut` says what its last line lacks: nothing, only the newline, or the half from the middle of its time on.
    """

    stream: Stream
    landing_date: date
    stem: str
    suffix: str
    start: int
    stop: int
    cut: Literal["", "newline", "line"] = ""
    imperfections: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Relative to the landing zone."""
        return f"{self.stream.folder}/{self.landing_date}/{self.stem}{self.suffix}"

    @property
    def written(self) -> tuple[object, ...]:
        """Equal for two files of the same bytes."""
        return (self.stream.name, self.start, self.stop, self.cut, self.suffix)


def plan_base_files(stream: Stream, usage_at: IntArray, calendar: Calendar, rng: np.random.Generator) -> list[LogFile]:
    """Every row of the stream once, `parts` files a day; some days' last file runs a few lines past midnight."""
    midnight = midnight_us(calendar.first_day)
    pieces = calendar.days * stream.parts
    thresholds = midnight - stream.offset_minutes * 60_000_000 + np.arange(1, pieces) * (DAY_US // stream.parts)
    bounds = [0, *np.searchsorted(usage_at, thresholds).tolist(), len(usage_at)]
    for i in range(stream.parts, pieces, stream.parts):
        bounds[i] = _apart(min(bounds[i] + int(rng.integers(0, 6)), bounds[i + 1]), stream, usage_at)
    return [
        _base_file(stream, calendar, i, start, stop) for i, (start, stop) in enumerate(pairwise(bounds)) if start < stop
    ]


def land_files(base: list[LogFile], usage_at: IntArray, calendar: Calendar, order: int) -> list[LogFile]:
    """The base files of one stream as they really land; `order` shifts which of them are copied."""
    files: list[LogFile] = []
    for i, file in enumerate(base):
        landed = _late(_overlapping(file, base[i - 1], i, usage_at), i, calendar)
        if file.stream.identity == "position" and i % GROWING_EVERY == 0 and file.stop - file.start >= GROWING_ROWS:
            files.extend(_growing(landed, "line" if i % (2 * GROWING_EVERY) == 0 else "newline", calendar))
        else:
            files.append(landed)
            files.extend(_copies(landed, i + order, calendar))
    return files


def _base_file(stream: Stream, calendar: Calendar, i: int, start: int, stop: int) -> LogFile:
    day, part = divmod(i, stream.parts)
    on = calendar.first_day + timedelta(days=day)
    stem = f"{stream.name}-{on:%Y%m%d}" + (f"-{part + 1}" if stream.parts > 1 else "")
    return LogFile(stream, on, stem, stream.suffixes[i % len(stream.suffixes)], start, stop)


def _overlapping(file: LogFile, before: LogFile, i: int, usage_at: IntArray) -> LogFile:
    """Begins with the last lines of the file before, where the source can tell that they are the same."""
    if file.stream.identity == "position" or i == 0 or i % OVERLAP_EVERY != 2:
        return file
    start = max(before.start, file.start - 5 - i % 40)
    while start > before.start and usage_at[start - 1] == usage_at[start]:
        start -= 1
    return replace(file, start=start, imperfections=(*file.imperfections, "overlapping"))


def _late(file: LogFile, i: int, calendar: Calendar) -> LogFile:
    if i % LATE_EVERY != 1 or file.landing_date + LATE_BY > calendar.last_day:
        return file
    return replace(file, landing_date=file.landing_date + LATE_BY, imperfections=(*file.imperfections, "late"))


def _growing(file: LogFile, cut: Literal["newline", "line"], calendar: Calendar) -> Iterator[LogFile]:
    """A first part as it was caught while being written, then the whole under the name of a rotated log."""
    seen = (*file.imperfections, "growing")
    stop = file.start + (file.stop - file.start) * 3 // 5
    yield replace(file, stop=stop, cut=cut, imperfections=seen)
    yield replace(
        file, stem=f"{file.stem}_rotated", landing_date=_next_day(file.landing_date, calendar), imperfections=seen
    )


def _copies(file: LogFile, i: int, calendar: Calendar) -> Iterator[LogFile]:
    """The same bytes under another name, or the same lines in another compression a day later."""
    if i % COPY_EVERY or file.imperfections:
        return
    if i % (2 * COPY_EVERY):
        yield replace(file, stem=f"{file.stem}_copy", imperfections=("copied",))
    else:
        on = _next_day(file.landing_date, calendar)
        suffix = RESENT[file.suffix]
        yield replace(file, stem=f"{file.stem}_resent", landing_date=on, suffix=suffix, imperfections=("resent",))


def _next_day(on: date, calendar: Calendar) -> date:
    return min(on + timedelta(days=1), calendar.last_day)


def _apart(bound: int, stream: Stream, usage_at: IntArray) -> int:
    """The bound, moved on where it would tear equal lines of a content-identified stream apart."""
    while stream.identity == "content" and 0 < bound < len(usage_at) and usage_at[bound - 1] == usage_at[bound]:
        bound += 1
    return bound
