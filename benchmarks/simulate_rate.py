"""How fast a world is simulated, against the floor: Polars writing the same rows as one NDJSON file.

The simulated world draws its rows, writes them as compressed logs in five formats and counts the truth; the floor only
writes them. Wall seconds, fastest of five runs each, taken in turn, so that what else the machine does meets both.
"""

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks import Ratio, timed
from meterhouse.simulate import simulate
from meterhouse.simulate.days import Calendar
from meterhouse.simulate.gateway_columns import gateway_table
from meterhouse.simulate.simulation import FIRST_DAY
from meterhouse.simulate.text import hex_ids
from meterhouse.simulate.traffic import draw_traffic
from meterhouse.simulate.world import draw_world

DAYS, EVENTS, SEED = 30, 300_000, 1
ROUNDS = 5
EVENTS_PER_SECOND_AT_LEAST = 200_000


def main() -> Iterator[Ratio]:
    """The rate, and its ratio to the floor's."""
    rows = rows_of_the_world()
    with tempfile.TemporaryDirectory() as folder:
        simulated, written = [], []
        for n in range(ROUNDS):
            out = Path(folder) / str(n)
            simulated.append(timed(partial(simulate, out, DAYS, EVENTS, SEED)))
            written.append(timed(partial(rows.write_ndjson, Path(folder) / "rows.jsonl")))
    ours, floor = EVENTS / min(simulated), EVENTS / min(written)
    yield Ratio("simulated events per second", ours, EVENTS_PER_SECOND_AT_LEAST, at_least=True)
    yield Ratio("simulated ÷ rows written by Polars", ours / floor, detail=f"{floor:,.0f} rows/s")


def rows_of_the_world() -> pl.DataFrame:
    """Every event of the world as a gateway would name its fields."""
    world = draw_world(Calendar(FIRST_DAY, DAYS), EVENTS, SEED)
    traffic = draw_traffic(world.people, world.paths, world.calendar, EVENTS, SEED)
    return gateway_table(traffic.with_columns(hex_ids(EVENTS, np.random.default_rng(SEED))), world)
