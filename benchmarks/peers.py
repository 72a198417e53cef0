"""Loading JSON lines by Meterhouse against the ways of others into the same PostgreSQL: dlt, and pandas `to_sql`.

Ratios are the peer's seconds per line over ours. Each peer only stores a row per line: no line is put aside, no id is
looked up, no name made a pseudonym, and a second load of the file would double it. dlt is told what its documentation
tells who wants speed: CSV files, which it copies, two workers, large buffers; and `append`, its cheapest disposition.
It is measured twice: with its own reader of JSON lines, `read_jsonl`, and given Arrow tables that Polars has read, by
which no row passes through Python. Peers load as many lines of the file as take them about a minute at most.
"""

import importlib.util
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pandas as pd
import polars as pl
import sqlalchemy

from benchmarks import Ratio, own_house, timed
from benchmarks.load_memory import first_lines
from benchmarks.load_rate import new_source, write_lines
from warehouse.database import url_of
from warehouse.embedded import ensure_server
from warehouse.ledger import load_file
from warehouse.settings import Settings

LINES, FOR_DLT, FOR_PANDAS = 3_000_000, 200_000, 60_000
CHUNK = 10_000
DLT = {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "RUNTIME__LOG_LEVEL": "ERROR",
    "NORMALIZE__WORKERS": "2",
    "NORMALIZE__DATA_WRITER__FILE_MAX_ITEMS": "100000",
    "DATA_WRITER__BUFFER_MAX_ITEMS": "50000",
    "EXTRACT__DATA_WRITER__FILE_MAX_ITEMS": "100000",
}


def main() -> Iterator[Ratio]:
    """Each peer over ours."""
    with TemporaryDirectory(prefix="meterhouse-lines-") as folder, own_house() as settings:
        file = write_lines(Path(folder), LINES)
        ours = timed(lambda: load_file(file, new_source(settings), settings=settings)) / LINES
        yield from against_dlt(first_lines(file, FOR_DLT, "for_dlt.jsonl"), ours, settings)
        yield from against_pandas(first_lines(file, FOR_PANDAS, "for_pandas.jsonl"), ours, settings)


def against_dlt(file: Path, ours: float, settings: Settings) -> Iterator[Ratio]:
    """Its two ways over ours; a row without a figure where dlt is not installed."""
    if importlib.util.find_spec("dlt") is None:
        yield Ratio("dlt ÷ ours", float("nan"), detail="not measured: dlt is not installed, `make bench` does it")
        return
    import dlt  # noqa: F401 - its start belongs to neither of the two

    read, given = (timed(partial(way, file, settings)) for way in (dlt_json_lines, dlt_arrow_tables))
    yield compared("dlt, its read_jsonl ÷ ours", read, FOR_DLT, ours, 20)
    yield compared("dlt, given Arrow tables ÷ ours", given, FOR_DLT, ours)


def against_pandas(file: Path, ours: float, settings: Settings) -> Iterator[Ratio]:
    """A statement for each row, as by default, and one for each thousand of them."""
    methods: tuple[tuple[Literal["multi"] | None, float | None], ...] = ((None, 100), ("multi", None))
    for method, target in methods:
        seconds = timed(partial(pandas_to_sql, file, method, settings))
        yield compared(f"pandas to_sql, method={method} ÷ ours", seconds, FOR_PANDAS, ours, target)


def compared(what: str, seconds: float, lines: int, ours: float, target: float | None = None) -> Ratio:
    """The peer's seconds per line over ours, each of a file of its own length."""
    detail = f"{lines:,} lines in {seconds:.1f} s, {lines / seconds:,.0f} a second; ours {1 / ours:,.0f} of {LINES:,}"
    return Ratio(what, seconds / lines / ours, target, at_least=True, detail=detail)


def dlt_json_lines(file: Path, settings: Settings) -> None:
    """The file by dlt's own source."""
    from dlt.sources.filesystem import filesystem, read_jsonl

    run_dlt("read", filesystem(f"file://{file.parent}", file_glob=file.name) | read_jsonl(chunksize=CHUNK), settings)


def dlt_arrow_tables(file: Path, settings: Settings) -> None:
    """The file's flat columns as Arrow tables."""
    import dlt

    flat = flat_columns(pl.read_ndjson(file, infer_schema_length=1000))
    tables = (part.to_arrow(compat_level=pl.CompatLevel.oldest()) for part in flat.iter_slices(100_000))
    run_dlt("given", dlt.resource(tables, name="lines"), settings)


def run_dlt(name: str, resource: object, settings: Settings) -> None:
    """Extracts, normalizes and loads the resource into a table of its own; raises what dlt raises."""
    import dlt

    os.environ.update(DLT)
    with TemporaryDirectory(prefix="meterhouse-dlt-") as working:
        pipeline = dlt.pipeline(
            name,
            pipelines_dir=working,
            destination=dlt.destinations.postgres(url_of(ensure_server(settings).dsn("postgres"))),
            dataset_name=f"dlt_{name}",
        )
        pipeline.run(
            resource, table_name="lines", write_disposition="append", loader_file_format="csv"
        ).raise_on_failed_jobs()


def pandas_to_sql(file: Path, method: Literal["multi"] | None, settings: Settings) -> None:
    """The file's flat columns by pandas, ten thousand lines at a time."""
    address = url_of(ensure_server(settings).dsn("postgres")).replace("postgresql:", "postgresql+psycopg:", 1)
    engine = sqlalchemy.create_engine(address)
    for number, frame in enumerate(pd.read_json(file, lines=True, chunksize=CHUNK)):
        flat = frame.drop(columns="attributes")
        # Longer statements take longer by the row.
        rows = 1_000 if method else None
        flat.to_sql(
            "to_sql", engine, index=False, method=method, chunksize=rows, if_exists="append" if number else "replace"
        )
    engine.dispose()


def flat_columns(frame: pl.DataFrame) -> pl.DataFrame:
    """All but structures and lists."""
    return frame.select(name for name, dtype in frame.schema.items() if not dtype.is_nested())
