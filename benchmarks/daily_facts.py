"""The daily facts of a day of 1,000,000 events: SQL of the models as dbt builds them, over DuckDB making the same.

PostgreSQL reads its ledger past loads that do not count and records that repeat, and writes tables with a digest of
the grain, a unique index over it, and a log; one statement at a time. DuckDB reads a Parquet file of the events that
count and writes tables of the same grains and measures with all cores, without digest and index. Both write into empty
tables; of both the fastest of several runs counts, and rows and requests of each fact must be the same.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import Ratio, own_house, timed
from benchmarks._duckdb import FACTS, differences, make_facts, write_parquet
from benchmarks._house import fill
from benchmarks._statements import log_statements, sql_seconds
from meterhouse.simulate import simulate
from meterhouse.simulate.simulation import FIRST_DAY
from orchestration.building import build
from orchestration.dbt_manifest import ensure_manifest
from warehouse.database import connect
from warehouse.settings import Settings

EVENTS, ROUNDS = 1_000_000, 3


def main() -> Iterator[Ratio]:
    """SQL seconds of the fact models over DuckDB's seconds."""
    with TemporaryDirectory(prefix="meterhouse-world-") as folder, own_house() as house:
        # One model at a time: what each takes is then its own.
        settings = house.model_copy(update={"dbt_threads": 1})
        simulate(Path(folder) / "made", 1, EVENTS, 1)
        fill(Path(folder) / "made", FIRST_DAY, settings)
        ensure_manifest(settings)
        build(settings)
        log_statements(settings)
        ours = min((facts_of_a_build(settings) for _ in range(ROUNDS)), key=lambda spent: sum(spent.values()))
        theirs = min(peer(settings, Path(folder)))
    parts = ", ".join(f"{name} {seconds:.1f}" for name, seconds in ours.items())
    total = sum(ours.values())
    detail = f"{total:.1f} s ({parts}), DuckDB {theirs:.2f} s"
    yield Ratio("facts of a day of 1,000,000 events ÷ DuckDB from Parquet", total / theirs, 8, detail=detail)


def facts_of_a_build(settings: Settings) -> dict[str, float]:
    """SQL seconds of each fact in one build of the day into empty tables."""
    with connect("owner", settings) as owner:
        owner.execute(f"truncate {', '.join(f'marts.{name}' for name in FACTS)}".encode())
    spent = sql_seconds(settings, partial(build, settings, FIRST_DAY, FIRST_DAY))
    return {name: spent[name] for name in FACTS}


def peer(settings: Settings, folder: Path) -> Iterator[float]:
    """DuckDB's seconds for the same facts, several times; stops if they are not the same."""
    parquet = write_parquet(settings, folder)
    for number in range(ROUNDS):
        database = folder / f"{number}.duckdb"
        yield timed(partial(make_facts, parquet, database))
        assert not differences(settings, database)
