"""Puts planned files on disk: bytes spliced from a stream's text, compressed by suffix, the same for the same seed."""

import gzip
from bisect import bisect_left
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import zstandard

from meterhouse.simulate.blemishes import Blemish, blemished
from meterhouse.simulate.landing import LogFile
from meterhouse.simulate.text import StreamText

# Speed over size: these files are read once or twice.
GZIP_LEVEL = 1
ZSTD_LEVEL = 1


@dataclass(frozen=True)
class TextWriter:
    """Writes files of one stream of text lines."""

    text: StreamText
    blemishes: list[Blemish]

    def write(self, file: LogFile, landing: Path) -> None:
        """The file below the landing zone; its folder is there already."""
        pieces = [self.text.header, *self._lines(file)]
        if file.cut:
            pieces[-1] = _cut(bytes(pieces[-1]), file.cut)
        (landing / file.path).write_bytes(_compressed(b"".join(pieces), file.suffix))

    def _lines(self, file: LogFile) -> list[bytes | memoryview]:
        pieces: list[bytes | memoryview] = []
        at = file.start
        for blemish in within(self.blemishes, file):
            good = bytes(self.text.lines(blemish.row, blemish.row + 1))
            pieces += [self.text.lines(at, blemish.row), blemished(good, blemish.kind, file.stream.kind)]
            at = blemish.row
        return [*pieces, self.text.lines(at, file.stop)]


@dataclass(frozen=True)
class TableWriter:
    """Writes Parquet files of one stream."""

    table: pl.DataFrame
    blemishes: list[Blemish]

    def write(self, file: LogFile, landing: Path) -> None:
        """The file below the landing zone; its folder is there already."""
        rows = self.table.slice(file.start, file.stop - file.start)
        pieces = []
        at = file.start
        for blemish in within(self.blemishes, file):
            pieces += [
                rows.slice(at - file.start, blemish.row - at),
                _blemished_row(rows[blemish.row - file.start], blemish),
            ]
            at = blemish.row
        whole = pl.concat([*pieces, rows.slice(at - file.start)])
        codec = "snappy" if "snappy" in file.suffix else "zstd"
        whole.write_parquet(landing / file.path, compression=codec)  # type: ignore[arg-type]


def within(blemishes: list[Blemish], file: LogFile) -> list[Blemish]:
    """The bad lines that stand in the file; `blemishes` are in the order of their rows."""
    first = bisect_left(blemishes, file.start, key=lambda blemish: blemish.row)
    last = bisect_left(blemishes, file.stop, key=lambda blemish: blemish.row)
    return blemishes[first:last]


def _blemished_row(row: pl.DataFrame, blemish: Blemish) -> pl.DataFrame:
    if blemish.kind == "status_9999":
        return row.with_columns(pl.lit(9999, dtype=row.schema["status"]).alias("status"))
    return row.with_columns(pl.lit(None, dtype=pl.String).alias("request_id"))


def _cut(lines: bytes, cut: str) -> bytes:
    """Lines whose last one lacks its newline, or everything from the middle of its time on."""
    if cut == "newline":
        return lines[:-1]
    last_line = lines.rindex(b"\n", 0, -1) + 1 if b"\n" in lines[:-1] else 0
    return lines[: lines.index(b"[", last_line) + 9]


def _compressed(content: bytes, suffix: str) -> bytes:
    if suffix.endswith(".gz"):
        return gzip.compress(content, GZIP_LEVEL, mtime=0)
    if suffix.endswith(".zst"):
        return zstandard.ZstdCompressor(ZSTD_LEVEL).compress(content)
    return content
