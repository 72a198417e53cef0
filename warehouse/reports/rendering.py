"""The same report as a table to read, CSV, JSON, Parquet or a workbook; large ones go through in pieces."""

import json
from collections.abc import Callable, Iterable
from io import BytesIO
from itertools import chain
from typing import BinaryIO, Literal, get_args

import polars as pl
import pyarrow.parquet as pq

from warehouse.reports.report import Report, whole
from warehouse.reports.spreadsheet import write_workbook
from warehouse.reports.table import table_text
from warehouse.reports.wording import require_known

Format = Literal["table", "csv", "json", "parquet", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)

# A spreadsheet takes a cell that begins with one of these for a formula and runs it.
_FORMULA = r"^[=+\-@\t\r]"


def render(report: Report, format: Format) -> bytes:  # noqa: A002 - the word people use
    """A report in one of the formats, text as UTF-8; raises `ReportError` for an unknown one."""
    sink = BytesIO()
    write([report], format, sink)
    return sink.getvalue()


def write(pieces: Iterable[Report], format: Format, sink: BinaryIO) -> None:  # noqa: A002
    """Writes the pieces of one report, at least one, to a binary file as they come; `table`, `xlsx` take them whole."""
    require_known("format", [format], FORMATS)
    _WRITERS[format](pieces, sink)


def _write_table(pieces: Iterable[Report], sink: BinaryIO) -> None:
    sink.write(table_text(whole(pieces)).encode())


def _write_csv(pieces: Iterable[Report], sink: BinaryIO) -> None:
    for number, piece in enumerate(pieces):
        texts = [pl.col(column.name) for column in piece.columns if column.unit == "text"]
        neutral = _with_joined_lists(_with_iso_instants(piece.frame)).with_columns(
            pl.when(text.str.contains(_FORMULA)).then(pl.lit("'") + text).otherwise(text).alias(text.meta.output_name())
            for text in texts
        )
        neutral.write_csv(sink, include_header=number == 0)


def _write_json(pieces: Iterable[Report], sink: BinaryIO) -> None:
    iterator = iter(pieces)
    first = next(iterator)
    sink.write(b'{"meta": ' + json.dumps(first.meta).encode() + b', "rows": [')
    separator = b"\n"
    for piece in chain([first], iterator):
        # A line for each row; line ends within text are escaped.
        lines = _with_iso_instants(piece.frame).write_ndjson().rstrip("\n")
        if lines:
            sink.write(separator + lines.replace("\n", ",\n").encode())
            separator = b",\n"
    sink.write(b"\n]}\n")


def _write_parquet(pieces: Iterable[Report], sink: BinaryIO) -> None:
    iterator = iter(pieces)
    first = next(iterator).frame.to_arrow(compat_level=pl.CompatLevel.oldest())
    with pq.ParquetWriter(sink, first.schema, compression="zstd") as writer:
        writer.write_table(first)
        for piece in iterator:
            writer.write_table(piece.frame.to_arrow(compat_level=pl.CompatLevel.oldest()))


def _write_xlsx(pieces: Iterable[Report], sink: BinaryIO) -> None:
    write_workbook(whole(pieces), sink)


_WRITERS: dict[Format, Callable[[Iterable[Report], BinaryIO], None]] = {
    "table": _write_table,
    "csv": _write_csv,
    "json": _write_json,
    "parquet": _write_parquet,
    "xlsx": _write_xlsx,
}


def _with_joined_lists(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists as their values with spaces between them: a cell of CSV holds one value."""
    lists = [name for name, kind in frame.schema.items() if isinstance(kind, pl.List)]
    return frame.with_columns(pl.col(name).list.eval(pl.element().cast(pl.String)).list.join(" ") for name in lists)


def _with_iso_instants(frame: pl.DataFrame) -> pl.DataFrame:
    """Instants as `2026-01-31T13:00:00Z`; local times, which are none, without the Z."""
    zones = {name: kind.time_zone for name, kind in frame.schema.items() if isinstance(kind, pl.Datetime)}
    return frame.with_columns(
        pl.col(name).dt.strftime("%Y-%m-%dT%H:%M:%S" + ("Z" if zone else "")) for name, zone in zones.items()
    )
