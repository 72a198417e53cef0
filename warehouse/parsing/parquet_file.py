"""A Parquet file as parsed chunks."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from warehouse.parsing.assembly import Part, quarantined, rows_of, without_aside, without_identity
from warehouse.parsing.faults import first_of_each_row
from warehouse.parsing.file_columns import check_columns
from warehouse.parsing.identity import position_identities
from warehouse.parsing.mapping import Mapped, Mapper
from warehouse.parsing.parquet_columns import showable
from warehouse.parsing.parquet_rows import Batch, ParquetRows, as_json, kept_row, read_rows
from warehouse.parsing.raw_values import identities, wanted_fields
from warehouse.parsing.side_by_side import map_ahead
from warehouse.settings import Settings
from warehouse.sources import Source


class ParquetFile:
    """One reading of one file, from its first row to its last."""

    def __init__(
        self, path: Path, source: Source, settings: Settings, fingerprint: bytes, aside: pl.DataFrame | None
    ) -> None:
        self.path, self.source, self.settings, self.fingerprint = path, source, settings, fingerprint
        self.aside = aside
        self.mapper = Mapper(source)

    def parts(self) -> Iterator[Part]:
        """The file's rows in order; raises `LoadRefused`."""
        rows, wanted = ParquetRows(self.path), wanted_fields(self.source)
        check_columns(self.source, rows.columns, self.path.name)
        objects = self.source.rules["attributes"].field if "attributes" in self.source.rules else ()
        rows.check_single_values(wanted - set(objects))
        batches = rows.batches(wanted, self.settings.chunk_bytes, self.settings.max_expansion)
        return map_ahead(self._part, batches)

    def _part(self, batch: Batch) -> Part:
        values = read_rows(batch.frame, self.settings.max_line_bytes)
        mapped = self.mapper.map(values.frame, may_hold_nul=True)
        mapped, ids = without_identity(mapped, self._identities(batch, values.frame, mapped), self.source)
        mapped, ids = without_aside(mapped, ids, self.aside, batch.first_row_no, batch.frame.height)
        wrong = first_of_each_row([values.faults, mapped.faults])
        looked_at = quarantined(wrong, batch.first_row_no, partial(kept_row, showable(batch.frame)))
        return Part(mapped, ids, looked_at, batch.first_row_no, batch.frame.height, 0, batch.size)

    def _identities(self, batch: Batch, frame: pl.DataFrame, mapped: Mapped) -> pl.Series:
        if self.source.identity == "field":
            return identities(frame, self.source).gather(rows_of(mapped.events, frame))
        row_numbers = mapped.events["row"].to_numpy().astype(np.int64) + batch.first_row_no
        return position_identities(self.fingerprint, row_numbers)


def first_rows(path: Path, length: int) -> bytes:
    """The first `length` bytes of the rows as JSON lines in the columns' order, or all there are."""
    beginning = b""
    for batch in ParquetRows(path).first_batches():
        beginning += b"".join(as_json(row) + b"\n" for row in batch.iter_rows(named=True))
        if len(beginning) >= length:
            break
    return beginning[:length]
