"""A text file of any line format as parsed chunks."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import polars as pl

from warehouse.errors import LoadRefused
from warehouse.events import QuarantineReason
from warehouse.parsing.access_log import AccessLogReader
from warehouse.parsing.archives import read_pieces
from warehouse.parsing.assembly import Part, quarantined, rows_of, without_aside, without_identity
from warehouse.parsing.blocks import KEPT_BYTES, Block, read_blocks
from warehouse.parsing.csv_lines import CsvReader, columns_of
from warehouse.parsing.faults import IntArray, first_of_each_row
from warehouse.parsing.file_columns import check_columns
from warehouse.parsing.identity import content_digests, position_identities
from warehouse.parsing.json_lines import JsonReader
from warehouse.parsing.json_objects import has_unicode_escape
from warehouse.parsing.mapping import Mapper
from warehouse.parsing.named_values import NamedValues, nothing
from warehouse.parsing.raw_values import identities, wanted_fields
from warehouse.parsing.screening import screen, text_of
from warehouse.parsing.side_by_side import map_ahead
from warehouse.settings import Settings
from warehouse.sources import Source

Reader = AccessLogReader | JsonReader | CsvReader


class TextFile:
    """One reading of one file, from its first byte to its last."""

    def __init__(
        self, path: Path, source: Source, settings: Settings, fingerprint: bytes, aside: pl.DataFrame | None
    ) -> None:
        self.path, self.source, self.settings, self.fingerprint = path, source, settings, fingerprint
        self.aside = aside
        self.mapper = Mapper(source)
        self.comment = (source.comment or "").encode()
        self.header = b""
        self.reader: Reader | None = None

    def parts(self) -> Iterator[Part]:
        """The file's lines in order; raises `LoadRefused`."""
        return map_ahead(self._part, self._blocks())

    def _blocks(self) -> Iterator[Block]:
        """The blocks, and with the first of them what reads the lines."""
        limits = self.settings
        pieces = read_pieces(self.path, limits.chunk_bytes, limits.max_expansion)
        for block in read_blocks(pieces, limits.max_line_bytes):
            self.reader = self.reader or self._reader_from(block)
            yield block

    def _reader_from(self, block: Block) -> Reader | None:
        """The reader for the file; None while a CSV header is still to come."""
        source, wanted = self.source, wanted_fields(self.source)
        if source.format == "json":
            return JsonReader(source, wanted)
        if source.format != "csv":
            return AccessLogReader(source, wanted)
        if source.has_header and not self._find_header(block):
            return None
        columns = columns_of(source, self.header, self.path.name)
        check_columns(source, columns, self.path.name)
        return CsvReader(columns, wanted)

    def _find_header(self, block: Block) -> bool:
        """Takes the first line that is neither blank nor a comment for the header."""
        if block.long_line_bytes:
            raise LoadRefused("wrong_format", f"{self.path.name} has no CSV header in its first line.")
        for start, end in zip(block.edges[:-1], block.edges[1:], strict=True):
            text = text_of(block.buffer[start:end])
            if text.strip() and not (self.comment and text.startswith(self.comment)):
                self.header = text
                return True
        return False

    def _part(self, block: Block) -> Part:
        screened = screen(block, self.comment, self.header, self.settings.max_line_bytes)
        values = self._values(block, screened.rows)
        may_hold_nul = self.source.format == "json" and has_unicode_escape(block.buffer)
        mapped = self.mapper.map(values.frame, may_hold_nul=may_hold_nul)
        mapped, ids = without_identity(mapped, self._identities(block, values.frame, mapped.events), self.source)
        mapped, ids = without_aside(mapped, ids, self.aside, block.first_line_no, block.height)
        wrong = _waiting(block, first_of_each_row([screened.faults, values.faults, mapped.faults]))
        looked_at = quarantined(wrong, block.first_line_no, partial(_kept_line, block))
        return Part(mapped, ids, looked_at, block.first_line_no, block.height, screened.ignored, block.size)

    def _values(self, block: Block, rows: IntArray) -> NamedValues:
        """Named values of these rows of the block, numbered as in the block."""
        if self.reader is None or not len(rows):
            return nothing()
        values = self.reader.read(block.as_lines.take(rows))
        if len(rows) == block.height:
            return values
        numbered = [frame.with_columns(row=_gathered(rows, frame)) for frame in (values.frame, values.faults)]
        return NamedValues(*numbered)

    def _identities(self, block: Block, frame: pl.DataFrame, events: pl.DataFrame) -> pl.Series:
        rows = events["row"].to_numpy()
        if self.source.identity == "field":
            return identities(frame, self.source).gather(rows_of(events, frame))
        if self.source.identity == "position":
            return position_identities(self.fingerprint, block.offsets[rows])
        lines = block.as_lines.take(rows).texts
        if block.is_open or b"\r" in block.buffer:
            lines = lines.str.replace("\r?\n?$", "\n")
        return content_digests(lines)


def _gathered(rows: IntArray, frame: pl.DataFrame) -> pl.Series:
    return pl.Series("row", rows[frame["row"].to_numpy()], dtype=pl.Int64)


def _kept_line(block: Block, row: int) -> bytes:
    start, end = block.edges[row], block.edges[row + 1]
    return text_of(block.buffer[start:end])[:KEPT_BYTES]


def _waiting(block: Block, found: pl.DataFrame) -> pl.DataFrame:
    """A last line that lacks its newline and does not parse may be the beginning of one that does: it waits."""
    if not block.is_open:
        return found
    may_grow = (pl.col("row") == block.height - 1) & (pl.col("reason") != QuarantineReason.LINE_TOO_LONG)
    detail = pl.lit("the last line has no newline yet and does not parse: ") + pl.col("detail")
    return found.with_columns(
        pl.when(may_grow).then(pl.lit(QuarantineReason.UNTERMINATED.value)).otherwise("reason").alias("reason"),
        pl.when(may_grow).then(detail).otherwise("detail").alias("detail"),
    )
