"""Parquet files, a batch of rows at a time; a row's number stands where text files have the line's."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.errors import LoadRefused
from warehouse.events import QuarantineReason
from warehouse.parsing.archives import PARQUET, check_expansion, has_magic
from warehouse.parsing.blocks import KEPT_BYTES
from warehouse.parsing.faults import faults, first_of_each_row
from warehouse.parsing.named_values import NamedValues, with_rows
from warehouse.parsing.parquet_columns import as_frame, out_of_reach, showable

# Batches are counted in rows: so many of a wide log are about as large as a chunk of text.
BYTES_PER_ROW = 256
FIRST_ROWS = 64


@dataclass(frozen=True)
class Batch:
    """Consecutive rows; `first_row_no` counts from 1, `size` is in bytes of memory."""

    first_row_no: int
    frame: pl.DataFrame
    size: int


class ParquetRows:
    """The rows of one file; raises `LoadRefused` (`wrong_format`, `truncated_parquet`) if it is not Parquet."""

    def __init__(self, path: Path) -> None:
        if not has_magic(path, PARQUET):
            raise LoadRefused("wrong_format", f"{path.name} is not a Parquet file.")
        try:
            self.file = pq.ParquetFile(path)
            self.columns = tuple(self.file.schema_arrow.names)
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise LoadRefused("truncated_parquet", f"{path.name} has no readable Parquet footer: {error}.") from None
        self.path = path
        if len(set(self.columns)) < len(self.columns):
            raise LoadRefused("wrong_format", f"{path.name} names a column twice.")

    def check_single_values(self, names: set[str]) -> None:
        """Raises `LoadRefused` (`wrong_format`) if one of these columns holds lists or structures."""
        for field in self.file.schema_arrow:
            if field.name in names and pa.types.is_nested(field.type):
                sentence = f"{self.path.name}: column {field.name} holds {field.type}, not a single value."
                raise LoadRefused("wrong_format", sentence)

    def batches(self, wanted: set[str], chunk_bytes: int, max_expansion: int) -> Iterator[Batch]:
        """The wanted columns, batch by batch, in order."""
        columns = [name for name in self.columns if name in wanted]
        packed, groups = self.path.stat().st_size, range(self.file.metadata.num_row_groups)
        unpacked = sum(self.file.metadata.row_group(group).total_byte_size for group in groups)
        check_expansion(self.path, unpacked, packed, max_expansion)
        decoded, first_row_no = 0, 1
        for frame, size in self._frames(max(1, chunk_bytes // BYTES_PER_ROW), columns):
            decoded += size
            check_expansion(self.path, decoded, packed, max_expansion)
            yield Batch(first_row_no, frame, size)
            first_row_no += frame.height

    def first_batches(self) -> Iterator[pl.DataFrame]:
        """All columns, a few rows at a time, for whoever needs only the beginning."""
        for frame, _ in self._frames(FIRST_ROWS, list(self.columns)):
            yield showable(frame)

    def _frames(self, rows: int, columns: list[str]) -> Iterator[tuple[pl.DataFrame, int]]:
        """So many rows at a time, and how many bytes they take."""
        try:
            for batch in self.file.iter_batches(rows, columns=columns):
                yield as_frame(batch), batch.nbytes
        except (pa.ArrowException, OSError) as error:
            sentence = f"{self.path.name} is a damaged Parquet file: {error}."
            raise LoadRefused("corrupt_parquet", sentence) from None


def read_rows(frame: pl.DataFrame, max_line_bytes: int) -> NamedValues:
    """The batch's values; rows whose date is none, whose text is no UTF-8 or beyond `max_line_bytes`, are faults."""
    found = [out_of_reach(frame)]
    for name, dtype in frame.schema.items():
        if dtype == pl.Binary:
            texts = pl.Series(name, [_decoded(value) for value in frame[name]], dtype=pl.String)
            is_bad = texts.is_null() & frame[name].is_not_null()
            found.append(faults(is_bad.arg_true().to_numpy(), QuarantineReason.INVALID_UTF8, f"{name} is not UTF-8"))
            frame = frame.with_columns(texts)
    lengths = [pl.col(name).str.len_bytes() for name, dtype in frame.schema.items() if dtype == pl.String]
    if lengths and frame.height:
        is_long = frame.select((pl.max_horizontal(lengths) > max_line_bytes).fill_null(False)).to_series()
        detail = f"a text of the row has more than {max_line_bytes:,} bytes"
        found.append(faults(is_long.arg_true().to_numpy(), QuarantineReason.LINE_TOO_LONG, detail))
    wrong = first_of_each_row(found)
    numbered = with_rows(frame, np.arange(frame.height))
    return NamedValues(numbered.filter(~pl.col("row").is_in(wrong["row"].to_list())), wrong)


def kept_row(frame: pl.DataFrame, row: int) -> bytes:
    """A row as JSON, cut to what quarantine keeps."""
    return as_json(frame.row(row, named=True))[:KEPT_BYTES]


def as_json(row: dict[str, object]) -> bytes:
    """A row as JSON, with what JSON has no type for as Python writes it."""
    return json.dumps(row, default=str, ensure_ascii=False).encode(errors="replace")


def _decoded(value: bytes | None) -> str | None:
    try:
        return None if value is None else value.decode()
    except UnicodeDecodeError:
        return None
