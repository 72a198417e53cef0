"""The daily facts of a day of 1,000,000 events: SQL of the models as dbt builds them, over DuckDB making the same.

PostgreSQL reads its ledger past loads that do not count and records that repeat, and writes tables with a digest of
the grain, a unique index over it, and a log; one statement at a time. DuckDB reads a Parquet file of the events that
count and writes tables of the same grains and measures with all cores, without digest and index. Both write into empty
tables; of both the fastest of several runs counts, and rows and requests of each fact must be the same.

Two ratios: models side by side, as a build runs them, by the time in which any of their statements ran; and one model
at a time, added up, which leaves PostgreSQL one core where DuckDB has all.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import Ratio, own_house, timed
from benchmarks._duckdb import FACTS, differences, make_facts, write_parquet
from benchmarks._house import fill
from benchmarks._statements import Statement, busy_seconds, log_statements, statements
from meterhouse.simulate import simulate
from meterhouse.simulate.simulation import FIRST_DAY
from orchestration.building import build
from orchestration.dbt_manifest import ensure_manifest
from warehouse.database import connect
from warehouse.settings import Settings

EVENTS, ROUNDS = 1_000_000, 3


def main() -> Iterator[Ratio]:
    """SQL seconds of the fact models over DuckDB's seconds."""
    with TemporaryDirectory(prefix="meterhouse-world-") as folder, own_house() as settings:
        simulate(Path(folder) / "made", 1, EVENTS, 1)
        fill(Path(folder) / "made", FIRST_DAY, settings)
        ensure_manifest(settings)
        build(settings)
        log_statements(settings)
        alone = settings.model_copy(update={"dbt_threads": 1})
        together = min(busy_seconds(facts_of_a_build(settings), FACTS) for _ in range(ROUNDS))
        added = min((by_fact(facts_of_a_build(alone)) for _ in range(ROUNDS)), key=lambda spent: sum(spent.values()))
        theirs = min(peer(settings, Path(folder)))
    parts = ", ".join(f"{name} {seconds:.1f}" for name, seconds in added.items())
    what, total = "facts of a day of 1,000,000 events ÷ DuckDB from Parquet", sum(added.values())
    yield Ratio(f"{what}, side by side", together / theirs, 8, detail=f"{together:.1f} s, DuckDB {theirs:.2f} s")
    yield Ratio(f"{what}, added up", total / theirs, 8, detail=f"{total:.1f} s ({parts})")


def facts_of_a_build(settings: Settings) -> list[Statement]:
    """The statements of one build of the day into empty tables."""
    with connect("owner", settings) as owner:
        owner.execute(f"truncate {', '.join(f'marts.{name}' for name in FACTS)}".encode())
    return statements(settings, partial(build, settings, FIRST_DAY, FIRST_DAY))


def by_fact(found: list[Statement]) -> dict[str, float]:
    """SQL seconds of each fact."""
    return {name: sum(one.seconds for one in found if one.node == name) for name in FACTS}


def peer(settings: Settings, folder: Path) -> Iterator[float]:
    """DuckDB's seconds for the same facts, several times; stops if they are not the same."""
    parquet = write_parquet(settings, folder)
    for number in range(ROUNDS):
        database = folder / f"{number}.duckdb"
        yield timed(partial(make_facts, parquet, database))
        assert not differences(settings, database)
