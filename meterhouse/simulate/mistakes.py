"""Files that should not have landed: one with wrong values, which another replaces, and one of a test system."""

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
import polars as pl

from meterhouse.simulate.blemishes import SMALLEST_FILE, Blemish
from meterhouse.simulate.landing import LogFile
from meterhouse.simulate.planning import PlannedStream
from meterhouse.simulate.text import hex_ids
from meterhouse.simulate.world import World
from meterhouse.simulate.writing import within
from orchestration.withdrawing import WithdrawnFile

STREAM = "gateway"
CORRECTIONS = "corrections"
# The test system was fed with the first of a file's records, and made as many of its own out of others.
MIRRORED, TESTED = 40, 200
BITS = 8
# The share of the days before the first of them.
DAYS_BEFORE = 5


@dataclass(frozen=True)
class Mistake:
    """A file that lands and is withdrawn: `landed` is its rows, bad lines and place in the landing zone.

    Its first lines, or all, are those of `original`, a file of its stream; `new` more are its own. `is_replaced`: the
    original is what should have landed in its place.
    """

    landed: PlannedStream
    original: LogFile
    new: int
    is_replaced: bool
    why: str

    @property
    def file(self) -> LogFile:
        """As it lands."""
        return self.landed.files[0]

    @property
    def withdrawn(self) -> WithdrawnFile:
        """How an operator is told of it."""
        replaced_by = f"{CORRECTIONS}/{self.original.path}" if self.is_replaced else None
        return WithdrawnFile(path=self.file.path, source=self.file.stream.source, why=self.why, replaced_by=replaced_by)


def plan_mistakes(streams: list[PlannedStream], world: World) -> list[Mistake]:
    """Both, early in the world; none in a world whose files are too few and too small."""
    planned = next(planned for planned in streams if planned.stream.name == STREAM)
    begin = world.calendar.first_day + timedelta(days=world.calendar.days // DAYS_BEFORE)
    sound = [file for file in _sound_files(planned.files) if file.landing_date >= begin]
    if len(sound) < 2:
        return []
    return [_wrong_values(planned, sound[0]), _test_system(planned, sound[1], world)]


def with_mistakes(planned: PlannedStream, mistakes: list[Mistake]) -> PlannedStream:
    """The stream with its mistakes' rows behind its own, so that all of it is rendered at once."""
    rows, files, blemishes = planned.rows, list(planned.files), list(planned.blemishes)
    for mistake in mistakes:
        if mistake.file.stream == planned.stream:
            at = rows.height
            rows = pl.concat([rows, mistake.landed.rows])
            files.append(replace(mistake.file, start=at, stop=rows.height))
            blemishes += [Blemish(at + bad.row, bad.kind) for bad in mistake.landed.blemishes]
    return replace(planned, rows=rows, files=files, blemishes=blemishes)


def _sound_files(files: list[LogFile]) -> list[LogFile]:
    """Files of which every line stands in no other: whose lines come twice is another test."""
    return [
        file
        for file in files
        if file.stop - file.start >= SMALLEST_FILE
        and not file.imperfections
        and not any(other is not file and other.start < file.stop and file.start < other.stop for other in files)
    ]


def _wrong_values(planned: PlannedStream, file: LogFile) -> Mistake:
    size = file.stop - file.start
    rows = planned.rows.slice(file.start, size).with_columns(pl.col("response_bytes") * BITS)
    blemishes = [Blemish(bad.row - file.start, bad.kind) for bad in within(planned.blemishes, file)]
    landed = PlannedStream(planned.stream, 0, rows, [replace(file, start=0, stop=size)], blemishes)
    return Mistake(landed, file, 0, True, "Response sizes are bits, not bytes.")


def _test_system(planned: PlannedStream, file: LogFile, world: World) -> Mistake:
    original = replace(file, stop=file.start + MIRRORED)
    mirrored = planned.rows.slice(file.start, MIRRORED)
    tested = planned.rows.slice(original.stop, min(TESTED, file.stop - original.stop))
    ids = hex_ids(tested.height, np.random.default_rng([world.seed, 20]))
    rows = pl.concat([mirrored, tested.with_columns(ids)])
    # Before the files of its day by name, so that for the ledger it is the production's lines that come again.
    stem = f"canary-{file.landing_date:%Y%m%d}"
    place = LogFile(planned.stream, file.landing_date, stem, ".jsonl", 0, rows.height)
    landed = PlannedStream(planned.stream, 0, rows, [place], [])
    return Mistake(landed, original, tested.height, False, "A test system's log, copied into the landing zone.")
