"""A stream's lines as one buffer, so that a file is a slice of bytes and nothing is rendered twice."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from meterhouse.simulate.paths import IntArray


@dataclass(frozen=True)
class StreamText:
    """Line `r`, with its newline, is `buffer[offsets[r] : offsets[r + 1]]`."""

    buffer: memoryview
    offsets: IntArray
    header: bytes = b""

    def lines(self, start: int, stop: int) -> memoryview:
        """The bytes of rows `start` to `stop`."""
        return self.buffer[self.offsets[start] : self.offsets[stop]]


def join_lines(frame: pl.DataFrame, pieces: list[pl.Expr | str], header: str = "") -> StreamText:
    """One line per row, the pieces in order; a piece that is missing is written as nothing."""
    written = [pl.lit(piece) if isinstance(piece, str) else piece.cast(pl.String) for piece in pieces]
    lines = frame.select(line=pl.concat_str(*written, pl.lit("\n"), ignore_nulls=True))["line"]
    array = lines.to_arrow(compat_level=pl.CompatLevel.oldest())
    _, offsets, values = array.buffers()
    start = np.frombuffer(offsets, dtype=np.int64)[array.offset : array.offset + len(array) + 1]
    return StreamText(memoryview(values), start, header.encode())


def one_of(pool: list[str], column: str, missing: str = "") -> pl.Expr:
    """The pool's text at the column's index, `missing` where that is −1."""
    return pl.lit(pl.Series([*pool, missing], dtype=pl.String)).gather(pl.col(column))


def number(column: str) -> pl.Expr:
    """The column, nothing where it is −1."""
    return pl.when(pl.col(column) >= 0).then(pl.col(column)).cast(pl.String)


def hex_ids(size: int, rng: np.random.Generator) -> pl.Series:
    """Random 128-bit ids as 32 hexadecimal digits."""
    return pl.Series("request_id", np.frombuffer(rng.bytes(16 * size).hex().encode(), dtype="S32")).cast(pl.String)
