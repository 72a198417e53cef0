"""Explaining an invoice line with 1,000,000 events behind it, over reading those rows once.

The events are one client's, in thirty days of a month, loaded from JSON lines, built and priced. Explained is what the
command explains: price steps, days, files, and the digest over all rows in their order. The floor copies the same rows
out of the ledger's table, unordered, in one statement, and looks at none of them. The fastest of three rounds counts.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from benchmarks import Ratio, own_house, timed
from orchestration.building import build
from orchestration.dbt_manifest import ensure_manifest
from warehouse.access import Scope
from warehouse.database import connect
from warehouse.ledger import load_file
from warehouse.reference import load_reference
from warehouse.reports import explaining
from warehouse.settings import Settings
from warehouse.sources import find_source

EVENTS, DAYS, ROUNDS = 1_000_000, 30, 3
MONTH = date(2026, 4, 1)
OPERATOR = Scope.operator()
FLOOR = f"""
    copy (
        select usage_date, usage_at, load_id, line_no, quantity from raw.usage_events
        where client_id = 'acme' and usage_date between '{MONTH}' and '{MONTH.replace(day=DAYS)}'
    ) to stdout (format csv)
"""
RECORDS = {
    "meters": {"meter_id": "calls", "name": "Calls", "aggregation": "count"},
    "plans": {"plan_id": "plan", "name": "Plan", "currency": "EUR"},
    "prices": {"price_id": "p", "plan_id": "plan", "meter_id": "calls", "model": "standard", "unit_amount": "0.001"},
    "subscriptions": {
        "subscription_id": "s",
        "client_id": "acme",
        "plan_id": "plan",
        "starts_at": "2026-01-01T00:00:00Z",
    },
}


def main() -> Iterator[Ratio]:
    """Seconds of explaining over seconds of reading."""
    with TemporaryDirectory(prefix="meterhouse-lines-") as folder, own_house() as settings:
        ensure_manifest(settings)
        for kind, record in RECORDS.items():
            path = Path(folder) / f"{kind}.jsonl"
            path.write_text(json.dumps(record) + "\n")
            load_reference(path, kind, settings)
        load_file(write_events(Path(folder)), find_source("gateway_json", settings), settings=settings, accept=True)
        build(settings)
        line = explaining.find_line(OPERATOR, the_line(settings), settings)
        explained = explaining.explain(OPERATOR, line, settings)
        if (explained.rows, explained.differences) != (EVENTS, ()):
            raise RuntimeError(f"Explained {explained.rows} rows: {explained.differences}")
        rounds = [
            (timed(lambda: explaining.explain(OPERATOR, line, settings)), timed(lambda: read_once(settings)))
            for _ in range(ROUNDS)
        ]
    spent, floor = (min(pair[side] for pair in rounds) for side in (0, 1))
    rows = f"{EVENTS:,} rows: {spent:.2f} s, read once {floor:.2f} s"
    yield Ratio("explaining a line ÷ reading its rows once", spent / floor, 1.5, detail=rows)


def write_events(folder: Path) -> Path:
    """A file of calls, one after another through the month."""
    apart = DAYS * 86_400_000_000 // EVENTS
    frame = pl.DataFrame({"number": range(EVENTS)}).select(
        pl.format("call-{}", "number").alias("request_id"),
        (pl.lit(MONTH).cast(pl.Datetime("us")) + pl.duration(microseconds=pl.col("number") * apart))
        .dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ")
        .alias("time"),
        pl.lit("house").alias("provider"), pl.lit("web").alias("api"), pl.lit("acme").alias("client"),
        pl.format("user-{}", pl.col("number") % 500).alias("user"),
        pl.format("10.0.{}.{}", pl.col("number") % 50, pl.col("number") % 200).alias("ip"),
        pl.lit("GET").alias("method"), pl.lit("/v1/orders").alias("path"), pl.lit(200).alias("status"),
        pl.lit(5000).alias("latency_us"), pl.lit(1200).alias("response_bytes"),
    )  # fmt: skip
    file = folder / "calls.jsonl"
    frame.write_ndjson(file)
    return file


def the_line(settings: Settings) -> str:
    """The key of the month's only line with events."""
    with connect("owner", settings) as owner:
        row = owner.execute("select line_key::text from marts.fct_billing_lines where events > 0").fetchone()
    if row is None:
        raise RuntimeError("There is no line to explain")
    return str(row[0])


def read_once(settings: Settings) -> None:
    """The same rows out of the ledger."""
    with connect("owner", settings) as owner, owner.cursor().copy(FLOOR.encode()) as copy:
        for _ in copy:
            pass
