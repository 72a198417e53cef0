"""A day costs a day: the models and data tests of one day, with ten times the history behind it.

Two ledgers of the same simulated world, one of three days, one of thirty. Both build the second day again; what is
compared is the time PostgreSQL spent on the owner's statements, from its own log.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from benchmarks import Ratio, own_house, timed
from benchmarks._house import fill
from benchmarks._statements import log_statements, sql_seconds
from meterhouse.simulate import simulate
from meterhouse.simulate.simulation import FIRST_DAY
from orchestration.building import build
from orchestration.dbt_calls import run_dbt
from orchestration.dbt_manifest import ensure_manifest
from warehouse.settings import Settings

DAYS, EVENTS, SHORT, ROUNDS = 30, 600_000, 3, 3
DAY = FIRST_DAY + timedelta(days=1)


def main() -> Iterator[Ratio]:
    """The SQL of a day behind a long history over that behind a short one; wall time over SQL."""
    with TemporaryDirectory(prefix="meterhouse-world-") as world:
        simulate(Path(world) / "made", DAYS, EVENTS, 1)
        short, _, _ = measured(Path(world) / "made", FIRST_DAY + timedelta(days=SHORT - 1))
        long, wall, start = measured(Path(world) / "made", FIRST_DAY + timedelta(days=DAYS))
    rows = f"{EVENTS // DAYS:,} events a day, {short:.2f} s behind {SHORT} days, {long:.2f} s behind {DAYS}"
    yield Ratio("SQL of a day, ten times the history", long / short, 1.1, detail=rows)
    beyond = f"{wall:.1f} s, of which dbt's start {start:.1f} s, SQL {long:.1f} s"
    yield Ratio("build of a day, beyond dbt's start ÷ its SQL", (wall - start) / long, 2, detail=beyond)


def measured(world: Path, last: date) -> tuple[float, float, float]:
    """SQL seconds and wall seconds of building the day, and of dbt's start in two calls; the fastest of each."""
    with own_house() as settings:
        ensure_manifest(settings)
        fill(world, last, settings)
        build(settings)
        log_statements(settings)
        built = [one_build(settings) for _ in range(ROUNDS)]
        start = min(timed(lambda: start_dbt(settings)) for _ in range(ROUNDS))
    return min(sql for sql, _ in built), min(wall for _, wall in built), 2 * start


def one_build(settings: Settings) -> tuple[float, float]:
    """SQL seconds and wall seconds of one build of the day."""
    walls: list[float] = []
    spent = sql_seconds(settings, lambda: walls.append(timed(partial(build, settings, DAY, DAY))))
    return sum(spent.values()), walls[0]


def start_dbt(settings: Settings) -> None:
    """What dbt does before it builds anything: start, read the project with variables it has not seen, connect, end."""
    run_dbt(["show", "--inline", "select 1", "--vars", f'{{"from": "2000-01-01 {uuid4()}"}}'], settings)
