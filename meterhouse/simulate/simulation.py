"""Makes a simulated world: its log files as they land, what is known of it beside them, and the truth about it all."""

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import date
from pathlib import Path

from meterhouse.simulate.days import Calendar
from meterhouse.simulate.mistakes import CORRECTIONS, Mistake, plan_mistakes, with_mistakes
from meterhouse.simulate.networks import write_locations
from meterhouse.simulate.planning import PlannedStream, plan_streams, writer_of
from meterhouse.simulate.reference import write_reference
from meterhouse.simulate.telling import tell_truth
from meterhouse.simulate.traffic import draw_traffic
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
    """Writes a world below `out`; exactly `events` events will be counted.

    `landing/…` is what lands, log files and reference files; `locations.mmdb` says where addresses are;
    `withdrawn.json` lists the log files that should not have landed, and `corrections/…` has what replaces some of
    them; `truth.json`, written last, says what is true when all of that is done.

    Every event lies within `days` UTC days from `first_day` on (1 March 2026 unless told otherwise). The same
    arguments give the same bytes. `on_progress` is told how many log files of how many are written. Raises
    `SettingsError` for arguments that make no world, and for a folder in which something has landed before.
    """
    _check(out, days, events, seed)
    world = draw_world(Calendar(first_day or FIRST_DAY, days), events, seed)
    traffic = draw_traffic(world.people, world.paths, world.calendar, events, seed)
    streams = plan_streams(traffic, world)
    mistakes = plan_mistakes(streams, world)
    references = write_reference(out / "landing", world)
    write_locations(out / "locations.mmdb", world.calendar)
    _write_files(streams, mistakes, out, world, on_progress or (lambda _done, _of: None))
    truth = tell_truth(streams, mistakes, references, traffic, world)
    listed = json.dumps([file.model_dump() for file in truth.withdrawals], indent=1)
    (out / "withdrawn.json").write_text(listed + "\n", encoding="utf-8")
    truth.write(out / "truth.json")
    return truth


def _check(out: Path, days: int, events: int, seed: int) -> None:
    for name, given, least in (("days", days, 1), ("events", events, 1), ("seed", seed, 0)):
        if given < least:
            raise SettingsError(f"A simulated world needs {name} of at least {least}, not {given}.")
    landing = out / "landing"
    if landing.is_dir() and any(landing.iterdir()):
        raise SettingsError(f"{landing} is not empty: name another folder, or remove this one first.")


def _write_files(
    streams: list[PlannedStream], mistakes: list[Mistake], out: Path, world: World, on_progress: Progress
) -> None:
    """Compresses and writes one stream's files in threads while the next stream is rendered."""
    replaced = {mistake.original for mistake in mistakes if mistake.is_replaced}
    complete = [with_mistakes(planned, mistakes) for planned in streams]
    places = {
        file: out / (CORRECTIONS if file in replaced else "landing") for planned in complete for file in planned.files
    }
    for folder in sorted({(root / file.path).parent for file, root in places.items()}):
        folder.mkdir(parents=True)
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        writes = []
        for planned in complete:
            writer = writer_of(planned, world)
            writes += [threads.submit(writer.write, file, places[file]) for file in planned.files]
        for done, write in enumerate(as_completed(writes), 1):
            write.result()
            on_progress(done, len(writes))
