"""A Parquet file as parsed chunks."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from warehouse.parsing.assembly import quarantined, rows_of, with_keys, without_identity
from warehouse.parsing.chunks import ParsedChunk
from warehouse.parsing.faults import first_of_each_row
from warehouse.parsing.file_columns import check_columns
from warehouse.parsing.identity import position_identities
from warehouse.parsing.mapping import Mapper
from warehouse.parsing.parquet_rows import ParquetRows, as_json, kept_row, read_rows
from warehouse.parsing.raw_values import identities, wanted_fields
from warehouse.settings import Settings
from warehouse.sources import Source


def parquet_chunks(path: Path, source: Source, settings: Settings, fingerprint: bytes) -> Iterator[ParsedChunk]:
    """The file's rows in order; raises `LoadRefused`."""
    rows, wanted = ParquetRows(path), wanted_fields(source)
    check_columns(source, rows.columns, path.name)
    objects = source.rules["attributes"].field if "attributes" in source.rules else ()
    rows.check_single_values(wanted - set(objects))
    mapper, first = Mapper(source), 1
    for frame, size in rows.batches(wanted, settings.chunk_bytes, settings.max_expansion):
        values = read_rows(frame, settings.max_line_bytes)
        mapped = mapper.map(values.frame, may_hold_nul=True)
        if source.identity == "field":
            ids = identities(values.frame, source).gather(rows_of(mapped.events, values.frame))
        else:
            ids = position_identities(fingerprint, mapped.events["row"].to_numpy().astype(np.int64) + first)
        mapped, ids = without_identity(mapped, ids, " or ".join(source.identity_field))
        wrong = first_of_each_row([values.faults, mapped.faults])
        yield ParsedChunk(
            with_keys(mapped.events, source.name, ids, first),
            quarantined(wrong, first, partial(kept_row, frame)),
            frame.height,
            0,
            size,
        )
        first += frame.height


def first_rows(path: Path, length: int) -> bytes:
    """The first `length` bytes of the rows as JSON lines in the columns' order, or all there are."""
    beginning = b""
    for batch in ParquetRows(path).first_batches():
        beginning += b"".join(as_json(row) + b"\n" for row in batch.iter_rows(named=True))
        if len(beginning) >= length:
            break
    return beginning[:length]
