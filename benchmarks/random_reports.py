"""Two hundred random reports over 90 days and some 1,000 clients, over the same SELECTs by psql; and with 730 days.

A month of a simulated world is loaded and built; its rows in every mart are copied ten times under other clients, and
then under earlier dates, to 90 days and, in a second database, to 730. The same questions about the latest 90 days go
to both: any grouping, filter and measures, in UTC or local time. A report is asked by the function that command line
and dashboard ask, connection included; psql is started anew for each statement, as a person would. Each is asked five
times on each side, in turns; of each the fastest counts.
"""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import NamedTemporaryFile, TemporaryDirectory

import psycopg

from benchmarks import Ratio, own_house, timed
from benchmarks._copies import copy_clients, copy_earlier, set_down, twin
from benchmarks._house import fill
from meterhouse.simulate import simulate
from meterhouse.simulate.simulation import FIRST_DAY
from orchestration.building import build
from orchestration.dbt_manifest import ensure_manifest
from warehouse import reports
from warehouse.access import Scope
from warehouse.database import libpq_environment
from warehouse.embedded import ensure_server
from warehouse.embedded.binaries import binary
from warehouse.errors import ReportError
from warehouse.reports import DIMENSIONS, MEASURES, UsageFilter
from warehouse.reports.groups import AS_THEY_ARE
from warehouse.reports.plan import plan
from warehouse.reports.small_groups import find_groups
from warehouse.reports.statement import compose
from warehouse.reports.usage import reading
from warehouse.settings import Settings

OPERATOR = Scope.operator()
DAYS, EVENTS, SEED, CLIENT_COPIES = 30, 3_000, 1, 10
SHORT, LONG = 90, 730
QUESTIONS, ROUNDS = 200, 5
LAST_DAY = FIRST_DAY + timedelta(days=DAYS - 1)
MARTS = (
    "marts.fct_usage_hourly",
    "marts.fct_usage_daily",
    "marts.fct_latency_daily",
    "marts.fct_user_usage_daily",
    "marts.fct_ip_usage_daily",
    "marts.agg_client_usage_daily",
    "marts.agg_dealer_usage_daily",
)
# Single events are asked for 31 days at most; what only they can tell is not asked here.
PERIOD = (LAST_DAY - timedelta(days=SHORT - 1), LAST_DAY)


@dataclass(frozen=True)
class Measured:
    """Seconds of each question: as a report, and as its SELECT sent by psql."""

    report: list[float]
    psql: list[float]


def main() -> Iterator[Ratio]:
    """The 95th percentile of the reports, over that of the SELECTs, in seconds, and with a long history behind them."""
    with TemporaryDirectory(prefix="meterhouse-world-") as world, own_house() as settings:
        simulate(Path(world) / "made", DAYS, EVENTS, SEED)
        fill(Path(world) / "made", LAST_DAY + timedelta(days=1), settings)
        ensure_manifest(settings)
        build(settings)
        clients = copy_clients(settings, MARTS, CLIENT_COPIES)
        copy_months(settings, 1, SHORT)
        short = twin(settings)
        copy_months(settings, SHORT // DAYS, LONG)
        asked = questions(short)
        few, many = measured(asked, (short, settings))
    slow, floor, slower = (percentile(seconds) for seconds in (few.report, few.psql, many.report))
    about = (
        f"{len(asked)} reports over {SHORT} days of {clients:,} clients, {slow * 1000:.0f} ms, psql {floor * 1000:.0f}"
    )
    yield Ratio("p95 of random reports ÷ their SELECTs by psql", slow / floor, 1.3, detail=about)
    yield Ratio("p95 of random reports, seconds", slow, 2)
    longer = f"{LONG} days of history: {slower * 1000:.0f} ms"
    yield Ratio(f"p95 of random reports, {LONG} days behind them ÷ {SHORT}", slower / slow, 1.2, detail=longer)


def questions(settings: Settings) -> list[UsageFilter]:
    """Questions that can be answered, the same ones every time; their filters are on values that were used."""
    random, found = Random(7), list[UsageFilter]()
    values = {name: used for name in DIMENSIONS if (used := used_values(settings, name))}
    while len(found) < QUESTIONS:
        asked = question(random, values)
        try:
            with reading(settings) as connection:
                plan(OPERATOR, asked)
                find_groups(connection, OPERATOR, [asked], settings.smallest_group)
        except ReportError:
            continue
        found.append(asked)
    return found


def question(random: Random, values: dict[str, list[str]]) -> UsageFilter:
    """Up to three dimensions, up to three filters of up to three values, up to four measures."""
    where = {
        name: tuple(random.sample(values[name], min(len(values[name]), random.randint(1, 3))))
        for name in random.sample(sorted(values), random.randint(0, 3))
    }
    return UsageFilter(
        *PERIOD,
        by=tuple(random.sample(list(DIMENSIONS), random.randint(0, 3))),
        measures=tuple(random.sample(list(MEASURES), random.randint(1, 4))),
        where=where,
        time_basis=random.choice(["utc", "local"]),
        limit=1000,
    )


def used_values(settings: Settings, name: str) -> list[str]:
    """The values most used of a dimension, without times."""
    if DIMENSIONS[name].is_time:
        return []
    return reports.options(OPERATOR, name, *PERIOD, limit=50, settings=settings)


def measured(asked: list[UsageFilter], sides: tuple[Settings, Settings]) -> tuple[Measured, Measured]:
    """The fastest of several runs of each question, by either way, on either side, in turns."""
    found = tuple(Measured([], []) for _ in sides)
    for one in asked:
        statements = [statement(one, side) for side in sides]
        times = [
            [(timed(lambda: reports.run(OPERATOR, one, side)), by_psql(text, side)) for _ in range(ROUNDS)]  # noqa: B023
            for text, side in zip(statements, sides, strict=True)
        ]
        for side, seconds in zip(found, times, strict=True):
            side.report.append(min(pair[0] for pair in seconds))
            side.psql.append(min(pair[1] for pair in seconds))
    return found[0], found[1]


def statement(asked: UsageFilter, settings: Settings) -> str:
    """The SELECT of a report, its parameters written out."""
    with reading(settings) as connection:
        groups = (
            find_groups(connection, OPERATOR, [asked], settings.smallest_group) if asked.attributes else AS_THEY_ARE
        )
        composed, parameters = compose(OPERATOR, asked, plan(OPERATOR, asked), groups)
        return psycopg.ClientCursor(connection).mogrify(composed, parameters)


def by_psql(text: str, settings: Settings) -> float:
    """Wall seconds of psql with one statement, whose rows it writes to a file."""
    with NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(f"set enable_indexscan = off; set parallel_tuple_cost = 0.01;\n{text};\n")
        script.flush()
        command = [
            str(binary("psql")),
            "--quiet",
            "--no-psqlrc",
            "--csv",
            "--output",
            os.devnull,
            "--file",
            script.name,
        ]
        environment = {**os.environ, **libpq_environment("reader", settings)}
        return timed(lambda: subprocess.run(command, env=environment, check=True))


def percentile(seconds: list[float]) -> float:
    """The 95th percentile, nearest rank."""
    return sorted(seconds)[-(len(seconds) // 20) - 1]


def copy_months(settings: Settings, first: int, days: int) -> None:
    """The month's rows again under earlier dates, so that there are so many days; months before `first` are there."""
    with psycopg.connect(ensure_server(settings).dsn("meterhouse"), autocommit=True) as admin:
        for number in range(first, -(-days // DAYS)):
            for table in MARTS:
                copy_earlier(admin, table, number * DAYS, DAYS)
    set_down(settings)
