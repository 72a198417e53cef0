"""What every format reader gives: the values of a chunk's records by field name, and the rows that have none."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
import pyarrow as pa

from warehouse.parsing.faults import IntArray, no_faults

ROW = "row"


@dataclass(frozen=True)
class NamedValues:
    """`frame`: `row` (position among the lines read, ascending) and a column per field, shape (records, fields + 1)."""

    frame: pl.DataFrame
    faults: pl.DataFrame


@dataclass(frozen=True)
class Lines:
    """Sound UTF-8 lines without NUL, each with its newline; `is_open`: the last one lacks it."""

    binary: pa.LargeBinaryArray
    is_open: bool
    buffer: bytes | None = None

    def __len__(self) -> int:
        return len(self.binary)

    @property
    def edges(self) -> IntArray:
        """Offsets of the lines in `content`, one more than lines."""
        whole = np.frombuffer(self.binary.buffers()[1], np.int64)
        return whole[self.binary.offset : self.binary.offset + len(self.binary) + 1]

    @cached_property
    def content(self) -> bytes:
        """The bytes of all lines on end."""
        first, last = int(self.edges[0]), int(self.edges[-1])
        if self.buffer is not None and first == 0 and last == len(self.buffer):
            return self.buffer
        return self.binary.buffers()[2].slice(first, last - first).to_pybytes() if len(self) else b""

    @cached_property
    def texts(self) -> pl.Series:
        """The lines as strings, sharing the bytes."""
        _, edges, content = self.binary.buffers()
        strings = pa.LargeStringArray.from_buffers(len(self.binary), edges, content, offset=self.binary.offset)
        return pl.Series("line", pl.from_arrow(strings), dtype=pl.String)

    def take(self, rows: IntArray) -> "Lines":
        """Those lines, in that order."""
        if len(rows) == len(self):
            return self
        last = bool(len(rows)) and rows[-1] == len(self) - 1
        # Not `pa.array(rows)`, which imports pandas: that takes longer than a small file.
        indices = pa.Array.from_buffers(pa.int64(), len(rows), [None, pa.py_buffer(rows.astype(np.int64))])
        return Lines(self.binary.take(indices), self.is_open and last)


def with_rows(frame: pl.DataFrame, rows: IntArray | pl.Series) -> pl.DataFrame:
    """The frame with its rows' positions among the lines as first column."""
    return frame.insert_column(0, pl.Series(ROW, rows, dtype=pl.Int64))


def nothing() -> NamedValues:
    """No record at all."""
    return NamedValues(pl.DataFrame(schema={ROW: pl.Int64}), no_faults())
