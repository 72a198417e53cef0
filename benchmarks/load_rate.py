"""A load of 3,000,000 JSON lines against its floor: Polars parsing the file, then binary COPY of its columns.

The floor writes the same rows into a bare table in one transaction, with no key, digest, pseudonym or accounting. The
fastest of two is taken; the file is warm in memory for both. Once more with half of the lines in the ledger already.
"""

import contextlib
import json
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import psycopg
import pyarrow as pa

from benchmarks import Ratio, own_house, timed
from meterhouse.simulate import simulate
from warehouse.embedded import ensure_server
from warehouse.ledger import load_file
from warehouse.ledger.copying import copy_rows
from warehouse.ledger.rows import encode
from warehouse.settings import Settings
from warehouse.sources import Source, find_source

LINES, RUNS = 3_000_000, 2


def main() -> Iterator[Ratio]:
    """Load over floor, for new lines and for half-known ones."""
    with TemporaryDirectory(prefix="meterhouse-lines-") as folder, own_house() as settings:
        file = write_lines(Path(folder), LINES)
        half = write_half(file)
        floor = min(timed(lambda: load_bare(file, settings)) for _ in range(RUNS))
        new = min(timed(lambda: load_file(file, new_source(settings), settings=settings)) for _ in range(RUNS))
        known = min(load_half_known(file, half, settings) for _ in range(RUNS))
    of = f"of {LINES:,} JSON lines, floor {floor:.1f} s"
    yield Ratio("load ÷ (Polars parse + bare COPY)", new / floor, 1.5, detail=f"{new:.1f} s {of}")
    yield Ratio("the same, half the lines there already", known / floor, 2, detail=f"{known:.1f} s {of}")


def write_lines(folder: Path, lines: int) -> Path:
    """A file of the simulated gateway's lines, repeated under new ids until there are enough."""
    simulate(folder / "world", 1, 60_000, 1)
    found = (folder / "world" / "landing" / "gateway").rglob("*-3.jsonl")
    rows = pl.DataFrame([row for path in sorted(found) for row in whole_rows(path)], infer_schema_length=None)
    copies = -(-lines // rows.height)
    many = pl.concat(rows.with_columns(pl.col("request_id") + f"-{copy}") for copy in range(copies)).head(lines)
    file = folder / "lines.jsonl"
    many.write_ndjson(file)
    return file


def write_half(file: Path) -> Path:
    """Every other line of the file."""
    half = file.with_name("half.jsonl")
    with file.open("rb") as lines, half.open("wb") as chosen:
        chosen.writelines(line for number, line in enumerate(lines) if number % 2)
    return half


def whole_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The file's rows without its deliberate faults."""
    for line in path.read_bytes().splitlines():
        with contextlib.suppress(ValueError):
            row = json.loads(line)
            if row.get("request_id") and row.get("status") in range(100, 600):
                yield row


def new_source(settings: Settings) -> Source:
    """The gateway's definition under a name of its own, so that nothing repeats."""
    return find_source("gateway_json", settings).model_copy(update={"name": f"bench_{time.time_ns()}"})


def load_half_known(file: Path, half: Path, settings: Settings) -> float:
    """Seconds of loading the whole file where its other half stands already."""
    source = new_source(settings)
    load_file(half, source, settings=settings)
    return timed(lambda: load_file(file, source, settings=settings))


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
