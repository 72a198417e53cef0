"""A load of 1,000,000 JSON lines against its floor: Polars parsing the file, then binary COPY of its columns.

The floor writes the same stored rows into a bare table in one transaction, with no key, digest, pseudonym or
accounting. Prints seconds of both and their ratio, fastest of three; the file is warm in memory for both.
"""

import contextlib
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import psycopg
import pyarrow as pa

from benchmarks import timed
from meterhouse.simulate import simulate
from warehouse.embedded import ensure_server, stop_server
from warehouse.ledger import load_file
from warehouse.ledger.copying import copy_rows
from warehouse.ledger.rows import encode
from warehouse.schema import upgrade
from warehouse.settings import Settings
from warehouse.sources import find_source

LINES, RUNS = 1_000_000, 3


def main() -> None:
    """Prints the ratio."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        settings = Settings(home=home / "home", database_url=None, _env_file=None)
        file = write_lines(home)
        try:
            upgrade(settings)
            floor = min(timed(lambda: load_bare(file, settings)) for _ in range(RUNS))
            load = min(timed(lambda: load_anew(file, settings)) for _ in range(RUNS))
        finally:
            stop_server(settings)
    print(f"{LINES:,} JSON lines: load {load:.1f} s, floor {floor:.1f} s, ratio {load / floor:.2f}")


def write_lines(folder: Path) -> Path:
    """A file of the simulated gateway's lines, repeated under new ids until there are enough."""
    simulate(folder / "world", 1, 60_000, 1)
    found = (folder / "world" / "landing" / "gateway").rglob("*-3.jsonl")
    lines = pl.DataFrame([row for path in sorted(found) for row in whole_rows(path)], infer_schema_length=None)
    copies = -(-LINES // lines.height)
    many = pl.concat(lines.with_columns(pl.col("request_id") + f"-{copy}") for copy in range(copies)).head(LINES)
    file = folder / "lines.jsonl"
    many.write_ndjson(file)
    return file


def whole_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The file's rows without its deliberate faults."""
    for line in path.read_bytes().splitlines():
        with contextlib.suppress(ValueError):
            row = json.loads(line)
            if row.get("request_id") and row.get("status") in range(100, 600):
                yield row


def load_anew(file: Path, settings: Settings) -> None:
    """The whole load, under a source name of its own so that nothing repeats."""
    source = find_source("gateway_json", settings)
    load_file(file, source.model_copy(update={"name": f"bench_{time.time_ns()}"}), settings=settings)


def load_bare(file: Path, settings: Settings) -> None:
    """The floor: Polars reads the file, and its columns are copied into a table without index or constraint."""
    table = bare_table(pl.read_ndjson(file, infer_schema_length=1000))
    typed = ", ".join(f'"{field.name}" {pg_type(field.type)}' for field in table.schema)
    with psycopg.connect(ensure_server(settings).dsn("postgres")) as connection:
        connection.execute("drop table if exists bare")
        connection.execute(f"create table bare ({typed})".encode())
        copy_rows(connection, "bare", encode(table))


def bare_table(frame: pl.DataFrame) -> pa.Table:
    """Its flat columns with text times as instants."""
    flat = [name for name, dtype in frame.schema.items() if not dtype.is_nested()]
    timed_frame = frame.select(flat).with_columns(pl.col("time").str.to_datetime(time_zone="UTC", strict=False))
    return timed_frame.to_arrow(compat_level=pl.CompatLevel.oldest())


def pg_type(arrow: pa.DataType) -> str:
    """The PostgreSQL type of a column's binary form."""
    if pa.types.is_timestamp(arrow):
        return "timestamptz"
    return {pa.int64(): "bigint", pa.float64(): "double precision", pa.bool_(): "boolean"}.get(arrow, "text")


if __name__ == "__main__":
    main()
