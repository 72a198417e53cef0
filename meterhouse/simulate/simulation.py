"""Makes a simulated world: its log files as they land, its reference files, and the truth about both."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from meterhouse.simulate.accounting import StreamLedger, account_files, total_accounting
from meterhouse.simulate.counting import count_days, count_usage
from meterhouse.simulate.planning import PlannedStream, plan_streams, writer_of
from meterhouse.simulate.reference import write_reference
from meterhouse.simulate.traffic import Calendar, draw_traffic
from meterhouse.simulate.truth import Truth
from meterhouse.simulate.world import World, draw_world
from warehouse.errors import SettingsError

# Its first 30 days hold both changes of the clocks that a spring has: New York's on the 8th, Berlin's on the 29th.
FIRST_DAY = date(2026, 3, 1)

Progress = Callable[[int, int], None]


def simulate(
    out: Path,
    days: int,
    events: int,
    seed: int,
    first_day: date | None = None,
    on_progress: Progress | None = None,
) -> Truth:
    """Writes `out/landing/…` and, last, `out/truth.json`; exactly `events` events will be counted.

    Every event lies within `days` UTC days from `first_day` on (1 March 2026 unless told otherwise). The same
    arguments give the same bytes. `on_progress` is told how many files of how many are written. Raises
    `SettingsError` for arguments that make no world, and for a folder in which something has landed before.
    """
    _check(out, days, events, seed)
    world = draw_world(Calendar(first_day or FIRST_DAY, days), events, seed)
    traffic = draw_traffic(world.people, world.paths, world.calendar, events, seed)
    streams = plan_streams(traffic, world)
    write_reference(out / "landing" / "reference", world)
    _write_files(streams, out / "landing", world, on_progress or (lambda _done, _of: None))
    truth = _truth_of(streams, traffic, world)
    truth.write(out / "truth.json")
    return truth


def _check(out: Path, days: int, events: int, seed: int) -> None:
    for name, given, least in (("days", days, 1), ("events", events, 1), ("seed", seed, 0)):
        if given < least:
            raise SettingsError(f"A simulated world needs {name} of at least {least}, not {given}.")
    landing = out / "landing"
    if landing.is_dir() and any(landing.iterdir()):
        raise SettingsError(f"{landing} is not empty: name another folder, or remove this one first.")


def _write_files(streams: list[PlannedStream], landing: Path, world: World, on_progress: Progress) -> None:
    """Compresses and writes one stream's files in threads while the next stream is rendered."""
    for folder in sorted({(landing / file.path).parent for planned in streams for file in planned.files}):
        folder.mkdir(parents=True)
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        writes = []
        for planned in streams:
            writer = writer_of(planned, world)
            writes += [threads.submit(writer.write, file, landing) for file in planned.files]
        for done, write in enumerate(as_completed(writes), 1):
            write.result()
            on_progress(done, len(writes))


def _truth_of(streams: list[PlannedStream], traffic: pl.DataFrame, world: World) -> Truth:
    stored = np.zeros(traffic.height, dtype=np.int64)
    ledgers = {
        planned.stream.name: StreamLedger(
            planned.blemishes,
            planned.header_lines,
            stored[planned.first_row : planned.first_row + planned.rows.height],
        )
        for planned in streams
    }
    files = account_files([file for planned in streams for file in planned.files], ledgers)
    return Truth(
        seed=world.seed,
        days=world.calendar.days,
        events=traffic.height,
        first_day=world.calendar.first_day,
        last_day=world.calendar.last_day,
        accounting=total_accounting(files),
        usage_days=count_days(traffic, stored),
        files=files,
        **count_usage(traffic, world),
    )
