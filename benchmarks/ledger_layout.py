"""Which partition width and which index the ledger should have: writing, reading a day, and planning, by layout.

Every layout gets the same 3,000,000 rows over 30 days in load order, with the last tenth of each day arriving two
days late. Figures are ratios against the bare unpartitioned table, fastest of three.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

from benchmarks import Ratio, timed
from warehouse.embedded import ensure_server, stop_server
from warehouse.settings import Settings

ROWS = 3_000_000
FIRST = "date '2026-03-01'"
COLUMNS = (
    "usage_date date, load_id bigint, line_no bigint, event_key uuid, provider_id text, endpoint text, client_id text, "
    "status_code smallint, latency_us bigint, response_bytes bigint"
)
FILL = f"""
    create table events_in_load_order as
    select {FIRST} + day as usage_date, (day + case when late then 2 else 0 end)::bigint as load_id,
        n as line_no, md5(n::text)::uuid as event_key, 'house' as provider_id,
        '/v1/resource' || n % 20 as endpoint, 'client-' || n % 90 as client_id, 200::smallint as status_code,
        n % 90000 as latency_us, n % 7000 as response_bytes
    from (
        select n, (n / {ROWS // 30})::integer as day, n % {ROWS // 30} > {ROWS // 30} * 0.9 as late
        from generate_series(0, {ROWS - 1}) as n
    ) as numbered
    order by load_id, n
"""
LAYOUTS: dict[str, tuple[str | None, str | None]] = {
    "bare table": (None, None),
    "bare table, btree": (None, "using btree (usage_date)"),
    "month": ("month", None),
    "month, btree": ("month", "using btree (usage_date)"),
    "month, brin": ("month", "using brin (usage_date, load_id) with (pages_per_range = 16)"),
    "month, unique key": ("month", "using btree (usage_date, provider_id, event_key)"),
    "day": ("day", None),
}


def main() -> Iterator[Ratio]:
    """Writing and reading a day of each layout, over those of the bare table."""
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), database_url=None, _env_file=None)
        try:
            with psycopg.connect(ensure_server(settings).dsn("postgres"), autocommit=True) as connection:
                connection.execute(FILL.encode())
                figures = {name: measure(connection, *layout) for name, layout in LAYOUTS.items()}
        finally:
            stop_server(settings)
    floor = figures["bare table"]
    for name, (write, read, plan) in figures.items():
        yield Ratio(f"{name}: write", write / floor[0])
        yield Ratio(f"{name}: read a day", read / floor[1], detail=f"planned in {plan * 1000:.2f} ms")


def measure(connection: psycopg.Connection, width: str | None, index: str | None) -> tuple[float, float, float]:
    """Seconds to write all rows, to sum one day, and to plan that sum, in a table of this layout."""
    connection.execute("drop table if exists events")
    connection.execute(f"create table events ({COLUMNS}) {'partition by range (usage_date)' if width else ''}".encode())
    if width:
        make_partitions(connection, width)
    if index:
        connection.execute(f"create index on events {index}".encode())
    write = timed(lambda: connection.execute("insert into events table events_in_load_order"))
    connection.execute("vacuum (analyze) events")
    query = f"select sum(response_bytes) from events where usage_date = {FIRST} + 14".encode()
    read = min(timed(lambda: connection.execute(query)) for _ in range(3))
    return write, read, min(timed(lambda: connection.execute(b"explain " + query)) for _ in range(3))


def make_partitions(connection: psycopg.Connection, width: str) -> None:
    """Two years of partitions around the rows, as a ledger in use has."""
    connection.execute(
        f"""
        do $$ declare lower_bound date; begin
            for lower_bound in
                select generate_series(date '2025-01-01', date '2026-12-31', interval '1 {width}')::date
            loop
                execute format('create table events_%s partition of events for values from (%L) to (%L)',
                    to_char(lower_bound, 'YYYY_MM_DD'), lower_bound, (lower_bound + interval '1 {width}')::date);
            end loop;
        end $$
    """.encode()
    )
