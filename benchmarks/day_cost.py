"""A day costs a day: the models and data tests of one day, with ten times the history behind it.

Two ledgers of the same simulated world, one of four landing days, one of forty. Both build the second day again, of
which all files have landed by the fourth. What is compared is the time PostgreSQL spent on the statements of the second
of a build's two dbt calls, that of the daily models; the first makes what has no days, such as the list of loads, and
its work grows with that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import Ratio, own_house, timed
from benchmarks._house import fill
from benchmarks._statements import log_statements, sql_seconds
from meterhouse.simulate import simulate
from meterhouse.simulate.simulation import FIRST_DAY
from orchestration.building import build
from orchestration.days import DayRange
from orchestration.dbt_calls import run_dbt
from orchestration.dbt_commands import build_arguments
from orchestration.dbt_manifest import ensure_manifest
from warehouse.database import connect
from warehouse.ledger import ledger_horizon
from warehouse.ledger.numbers import one_number
from warehouse.settings import Settings

DAYS, EVENTS, SHORT, ROUNDS = 40, 800_000, 4, 3
DAY = FIRST_DAY + timedelta(days=1)


@dataclass(frozen=True)
class Measured:
    """Seconds: of SQL for the day by model and test, of all SQL and wall of a whole build, of two dbt calls alone."""

    daily: dict[str, float]
    every: float
    wall: float
    start: float

    @property
    def sql(self) -> float:
        """SQL of the day's models and tests together."""
        return sum(self.daily.values())


def main() -> Iterator[Ratio]:
    """The SQL of a day behind a long history over that behind a short one; wall time over SQL."""
    with TemporaryDirectory(prefix="meterhouse-world-") as world, own_house() as few, own_house() as many:
        simulate(Path(world) / "made", DAYS, EVENTS, 1)
        for settings, days in ((few, SHORT), (many, DAYS + 1)):
            prepare(Path(world) / "made", FIRST_DAY + timedelta(days=days - 1), settings)
        events = counted(few)
        if events != counted(many):
            raise RuntimeError(f"Not the same day: {events} events here, {counted(many)} there")
        # In turns, so that both meet what else the machine does.
        rounds = [(measured(few), measured(many)) for _ in range(ROUNDS)]
    short, long = (min((pair[side] for pair in rounds), key=lambda found: found.sql) for side in (0, 1))
    most = max(short.daily, key=lambda name: long.daily.get(name, 0) - short.daily[name])
    rows = f"{events:,} events of the day, {short.sql:.2f} s behind {SHORT} days, {long.sql:.2f} s behind {DAYS}"
    grown = f"grew most: {most or 'questions of dbt'}, {short.daily[most]:.2f} to {long.daily[most]:.2f} s"
    yield Ratio("SQL of a day, ten times the history", long.sql / short.sql, 1.1, detail=f"{rows}; {grown}")
    start, wall, every = (min(getattr(pair[1], name) for pair in rounds) for name in ("start", "wall", "every"))
    beyond = f"{wall:.1f} s, of which dbt's start {start:.1f} s, SQL {every:.1f} s"
    yield Ratio("build of a day, beyond dbt's start ÷ its SQL", (wall - start) / every, 2, detail=beyond)


def counted(settings: Settings) -> int:
    """Events that count on the day that is built."""
    with connect("owner", settings) as connection:
        return one_number(connection, f"select counted from marts.fct_days_built where usage_date = '{DAY}'")


def prepare(world: Path, last: date, settings: Settings) -> None:
    """Loads and builds the world up to a landing day."""
    ensure_manifest(settings)
    fill(world, last, settings)
    build(settings)
    log_statements(settings)


def measured(settings: Settings) -> Measured:
    """What building the day takes once."""
    daily = build_arguments("daily", DayRange(DAY, DAY))
    day = sql_seconds(settings, partial(run_dbt, daily, settings, through=ledger_horizon(settings)))
    every, wall = one_build(settings)
    return Measured(day, every, wall, timed(partial(start_dbt, settings)))


def one_build(settings: Settings) -> tuple[float, float]:
    """SQL seconds and wall seconds of one build of the day."""
    walls: list[float] = []
    spent = sql_seconds(settings, lambda: walls.append(timed(partial(build, settings, DAY, DAY))))
    return sum(spent.values()), walls[0]


def start_dbt(settings: Settings) -> None:
    """What dbt does before it builds anything: start, take the project as it was read last, connect, end."""
    run_dbt(["show", "--inline", "select 1"], settings)
