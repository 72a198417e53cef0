"""What rating costs: a month over the plain sum of its quantities, and a late day over a whole month.

First: a simulated month is metered and rated by its own prices: what building one of its days again takes in the
models of billing, by day and by month, over what building all of its days did.

Second: 1,000 clients, each with 50 meters that charge by standard, package, graduated, volume and percentage of tiers
prices, used every day of a month. Rated is from metered days to lines: the SQL of the models that add up the month,
make quantities of it and price them, into empty tables with their indexes. The floor adds up the same quantities by
client and meter into a bare table, in the same session settings.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import Ratio, own_house, timed
from benchmarks._house import fill
from benchmarks._statements import log_statements, sql_seconds
from meterhouse.simulate import simulate
from meterhouse.simulate.simulation import FIRST_DAY
from orchestration.days import DayRange
from orchestration.dbt_calls import run_dbt
from orchestration.dbt_commands import selection, window
from orchestration.dbt_manifest import ensure_manifest
from warehouse.database import connect
from warehouse.ledger import months_to_rate
from warehouse.ledger.numbers import one_number
from warehouse.reference import load_reference
from warehouse.settings import Settings

CLIENTS, METERS, DAYS, EVENTS, ROUNDS = 1000, 50, 30, 600_000, 2
LATE = FIRST_DAY + timedelta(days=14)
MONTH = LATE.replace(day=1)
RATING = ("int_metered_monthly", "fct_rated_usage")
METERING = ("fct_metered_daily", "int_metered_values_daily")
BOOKS = ("fct_not_billed", "agg_billing_monthly", "fct_months_rated")
# What days and months rest on besides: first which loads count on a day.
USAGE = (
    "int_load_days_judged",
    "int_usage_events_repeated",
    "fct_usage_hourly",
    "fct_usage_daily",
    "agg_client_usage_daily",
    "fct_days_built",
)
SUM = """
    create table intermediate.floor as
    select client_id, meter_id, sum(quantity) as quantity
    from marts.fct_metered_daily
    where usage_month = '{month}' and meter_id like 'm%'
    group by client_id, meter_id
"""
# As if metering had made it: every client uses every meter every day.
USED = """
    insert into marts.fct_metered_daily
    select
        day, day, '{month}', day::timestamp at time zone 'UTC', 'made ' || client, 'shop', 'house', true,
        'm' || meter, 'billable', 10, 100 + client % 7 + meter + extract(day from day), null, null, null, null,
        md5(row(day, client, meter)::text)::uuid
    from generate_series(1, {clients}) as client
    cross join generate_series(1, {meters}) as meter
    cross join (select generate_series(0, {days} - 1) + date '{first}' as day) as days
"""
TIERS = [
    {"from": 0, "to": 1000, "unit": "0.01"},
    {"from": 1000, "to": 3000, "unit": "0.008"},
    {"from": 3000, "unit": "0.005"},
]
SHARES = [{"from": 0, "to": 2000, "rate_percent": "1.5"}, {"from": 2000, "rate_percent": "1"}]
MODELS: list[dict[str, Any]] = [
    {"model": "standard", "unit_amount": "0.0125", "included": 100},
    {"model": "package", "package_size": 100, "package_amount": "0.9"},
    {"model": "graduated", "tiers": TIERS, "minimum": "1"},
    {"model": "volume", "tiers": TIERS},
    {"model": "graduated_percentage", "tiers": SHARES, "maximum": "500"},
]


def main() -> Iterator[Ratio]:
    """SQL of one late day over that of a month; seconds of rating over seconds of adding up."""
    with TemporaryDirectory(prefix="meterhouse-world-") as folder, own_house() as settings:
        ensure_manifest(settings)
        simulate(Path(folder) / "made", DAYS, EVENTS, 1)
        fill(Path(folder) / "made", FIRST_DAY + timedelta(days=DAYS + 3), settings)
        everything = ["run", *selection("all"), *window(DayRange(LATE, LATE))]
        run_dbt(everything, settings)
        log_statements(settings)
        yield late_day(settings)
        write_prices(Path(folder), settings, [f"made {number}" for number in range(1, CLIENTS + 1)])
        run_dbt(everything, settings)
        yield rated_month(settings)


def late_day(settings: Settings) -> Ratio:
    """One day of a month built again over all of them."""
    days = DayRange(FIRST_DAY, FIRST_DAY + timedelta(days=DAYS - 1))
    month = min(billing_seconds(settings, days) for _ in range(ROUNDS))
    day = min(billing_seconds(settings, DayRange(LATE, LATE)) for _ in range(ROUNDS))
    metered = metered_days(settings)
    if metered != DAYS:
        raise RuntimeError(f"Of {DAYS} days {metered} were metered")
    rows = f"{EVENTS:,} events of {DAYS} days: {day:.2f} s, the month {month:.2f} s, both built before"
    return Ratio("billing after a late day ÷ after a whole month", day / month, 0.2, detail=rows)


def billing_seconds(settings: Settings, days: DayRange) -> float:
    """SQL seconds of the models of billing in a build of these days."""
    spent = sql_seconds(settings, partial(build_billing, settings, days))
    return sum(seconds for name, seconds in spent.items() if name in (*METERING, *RATING, *BOOKS))


def metered_days(settings: Settings) -> int:
    """How many days have metered usage."""
    with connect("owner", settings) as owner:
        return one_number(owner, "select count(distinct usage_date) from marts.fct_metered_daily")


def build_billing(settings: Settings, days: DayRange) -> None:
    """Meters these days, and rates the months that they change."""
    run_dbt(["run", "--select", *USAGE, *METERING, *window(days)], settings)
    run_dbt(["run", *selection("monthly")], settings, months=months_to_rate(settings, days.days))


def rated_month(settings: Settings) -> Ratio:
    """A month of a thousand clients with fifty meters each."""
    said = {"month": MONTH, "clients": CLIENTS, "meters": METERS, "days": DAYS, "first": MONTH}
    with connect("owner", settings) as owner:
        owner.execute("truncate marts.fct_metered_daily")
        owner.execute(USED.format(**said).encode())
        owner.execute("analyze marts.fct_metered_daily")
    floor = min(added_up(settings) for _ in range(ROUNDS + 1))
    rounds = [rating(settings) for _ in range(ROUNDS)]
    spent = min(rounds, key=lambda found: sum(found.values()))
    lines, total, summed = totals(settings)
    if (lines, total) != (CLIENTS * METERS, summed):
        raise RuntimeError(f"Rated {total} in {lines} lines, and {summed} were used")
    parts = ", ".join(f"{name} {seconds:.2f}" for name, seconds in spent.items())
    rows = f"{lines:,} lines of {lines * DAYS:,} metered days: {parts} s; sum {floor:.2f} s"
    return Ratio("rating a month ÷ plain SUM of its quantities", sum(spent.values()) / floor, 3, detail=rows)


def added_up(settings: Settings) -> float:
    """Seconds of the floor."""
    with connect("owner", settings) as owner:
        owner.execute("drop table if exists intermediate.floor")
        return timed(partial(owner.execute, SUM.format(month=MONTH).encode()))


def rating(settings: Settings) -> dict[str, float]:
    """SQL seconds of each model of rating, into empty tables."""
    with connect("owner", settings) as owner:
        owner.execute("truncate intermediate.int_metered_monthly, marts.fct_rated_usage")
    work = partial(run_dbt, ["run", "--select", *RATING], settings, months=[MONTH])
    spent = sql_seconds(settings, work)
    return {name: spent[name] for name in RATING}


def totals(settings: Settings) -> tuple[int, int, int]:
    """Lines, what they say was used, and what was."""
    of_lines = "from marts.fct_rated_usage where meter_id like 'm%' and client_id like 'made %'"
    with connect("owner", settings) as owner:
        queries = (
            f"select count(*) {of_lines}",
            f"select coalesce(sum(quantity), 0)::bigint {of_lines}",
            "select sum(quantity)::bigint from marts.fct_metered_daily",
        )
        lines, total, summed = (one_number(owner, query) for query in queries)
    return lines, total, summed


def write_prices(folder: Path, settings: Settings, clients: list[str]) -> None:
    """Fifty meters and their prices, and a subscription for each of the clients."""
    meters = [
        {"meter_id": f"m{number}", "name": f"Meter {number}", "aggregation": "sum", "value": "response_bytes",
         "filter": {"operation": ["read", "write"]} if number < METERS // 10 else {"event_type": [f"m{number}"]}}
        for number in range(1, METERS + 1)
    ]  # fmt: skip
    prices = [
        {"price_id": f"p{number}", "plan_id": "plan", "meter_id": f"m{number}", **MODELS[number % len(MODELS)]}
        for number in range(1, METERS + 1)
    ]
    started = {"plan_id": "plan", "starts_at": "2020-01-01T00:00:00Z"}
    subscriptions = [{"subscription_id": f"of {client}", "client_id": client, **started} for client in clients]
    records: dict[str, list[dict[str, Any]]] = {
        "meters": meters,
        "plans": [{"plan_id": "plan", "name": "Plan", "currency": "EUR"}],
        "prices": prices,
        "subscriptions": subscriptions,
    }
    for kind, said in records.items():
        path = folder / f"{kind}.jsonl"
        path.write_text("".join(json.dumps(record) + "\n" for record in said))
        load_reference(path, kind, settings)
