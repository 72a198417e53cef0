"""The reports of one month with a year of history behind it, over the same with that month alone.

A month is simulated, loaded and built; then its rows, in the ledger and in every mart by day, are copied eleven times
under earlier dates. The reports are asked by the functions that command line and dashboard ask; of each the fastest of
several runs counts.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from benchmarks import Ratio, own_house, timed
from benchmarks._copies import copy_earlier, set_down, twin
from benchmarks._house import fill
from meterhouse.simulate import simulate
from meterhouse.simulate.simulation import FIRST_DAY
from orchestration.building import build
from orchestration.dbt_manifest import ensure_manifest
from warehouse import reports
from warehouse.access import Scope
from warehouse.embedded import ensure_server
from warehouse.reports import UsageFilter
from warehouse.settings import Settings

DAYS, EVENTS, SEED, ROUNDS = 30, 200_000, 1, 9
PERIODS_BEFORE = 11
LAST_DAY = FIRST_DAY + timedelta(days=DAYS - 1)
OPERATOR = Scope.operator()
TABLES = (
    "raw.usage_events",
    "intermediate.int_load_days_judged",
    "intermediate.int_usage_events_repeated",
    "marts.fct_usage_hourly",
    "marts.fct_usage_daily",
    "marts.fct_latency_daily",
    "marts.fct_user_usage_daily",
    "marts.fct_ip_usage_daily",
    "marts.agg_client_usage_daily",
    "marts.agg_dealer_usage_daily",
    "marts.fct_days_built",
)
MONTH = UsageFilter(FIRST_DAY, LAST_DAY)
ALL_MEASURES = tuple(reports.MEASURES)
USAGE = {
    "total": MONTH,
    "total, all measures": replace(MONTH, measures=ALL_MEASURES),
    "by day": replace(MONTH, by=("usage_date",), measures=ALL_MEASURES),
    "by day, local": replace(MONTH, by=("usage_date",), time_basis="local"),
    "by hour": replace(MONTH, by=("hour",)),
    "by week and outcome": replace(MONTH, by=("week", "outcome")),
    "by client": replace(MONTH, by=("client",)),
    "by dealer": replace(MONTH, by=("dealer",), measures=("requests", "records_new", "records_total")),
    "by endpoint": replace(MONTH, by=("provider", "api", "endpoint"), limit=50),
    "by endpoint and status": replace(MONTH, by=("endpoint", "status_code"), limit=50),
    "by country and city": replace(MONTH, by=("country", "region", "city")),
    "by user": replace(MONTH, by=("user",), limit=50),
    "by ip": replace(MONTH, by=("ip",), limit=50),
    "one day by user and ip": replace(MONTH, by=("user", "ip"), from_date=LAST_DAY, limit=50),
}


def main() -> Iterator[Ratio]:
    """Seconds of all reports together, and the report that grew most."""
    with TemporaryDirectory(prefix="meterhouse-world-") as world, own_house() as settings:
        simulate(Path(world) / "made", DAYS, EVENTS, SEED)
        fill(Path(world) / "made", LAST_DAY + timedelta(days=1), settings)
        ensure_manifest(settings)
        build(settings)
        alone = twin(settings)
        copy_month(settings)
        month, year = fastest([questions(alone), questions(settings)])
    ratio = sum(year.values()) / sum(month.values())
    most = max(month, key=lambda name: year[name] / month[name])
    sums = f"{len(month)} reports, {sum(month.values()):.2f} s, with a year behind {sum(year.values()):.2f} s"
    yield Ratio("reports of a month, a year of history", ratio, 1.2, detail=sums)
    grown = f"{most}: {month[most] * 1000:.0f} ms, then {year[most] * 1000:.0f} ms"
    yield Ratio("of these the report that grew most", year[most] / month[most], detail=grown)


def questions(settings: Settings) -> dict[str, Callable[[], object]]:
    """Every report that is asked, by name."""
    usage = {name: partial(reports.run, OPERATOR, asked, settings) for name, asked in USAGE.items()}
    client = reports.options(OPERATOR, "client", FIRST_DAY, LAST_DAY, limit=1, settings=settings)
    of_client = replace(MONTH, by=("usage_date",), where={"client": tuple(client)}, measures=ALL_MEASURES)
    return {
        **usage,
        "one client by day": partial(reports.run, OPERATOR, of_client, settings),
        "loads": partial(reports.loads, OPERATOR, limit=50, settings=settings),
        "quarantine": partial(reports.quarantine, OPERATOR, settings=settings),
        "freshness": partial(reports.freshness, OPERATOR, settings=settings),
    }


def fastest(asked: list[dict[str, Callable[[], object]]]) -> list[dict[str, float]]:
    """The fastest of several runs of each report on each side, in turns, so that both meet what else is running."""
    best: list[dict[str, float]] = [{} for _ in asked]
    for number in range(ROUNDS):
        sides = list(zip(best, asked, strict=True))
        for name in asked[0]:
            # Whoever is asked second finds the caches of the processor full of the other's.
            for side, asks in sides if number % 2 else reversed(sides):
                side[name] = min(side.get(name, float("inf")), timed(asks[name]))
    return best


def copy_month(settings: Settings) -> None:
    """The month's rows again, eleven times, under dates before it."""
    with psycopg.connect(ensure_server(settings).dsn("meterhouse"), autocommit=True) as admin:
        for number in range(1, PERIODS_BEFORE + 1):
            for table in TABLES:
                copy_earlier(admin, table, number * DAYS, DAYS)
    set_down(settings)


def first_day(periods_before: int) -> date:
    """The first day of the period so many before the simulated one."""
    return FIRST_DAY - timedelta(days=periods_before * DAYS)
