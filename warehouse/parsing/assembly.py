"""The last steps for a chunk: its lines to look at, then keys in the order of the file."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from warehouse.events import EVENT_SCHEMA, QuarantineReason
from warehouse.parsing.chunks import QUARANTINE_SCHEMA, ParsedChunk
from warehouse.parsing.faults import faults, first_of_each_row
from warehouse.parsing.identity import Ordinals, event_keys
from warehouse.parsing.mapping import Mapped
from warehouse.sources import Source


@dataclass(frozen=True)
class Part:
    """A chunk in which only the keys are missing.

    `identities` belong to the rows of `mapped.events`; of content they are digests, not yet numbered through the file.
    """

    mapped: Mapped
    identities: pl.Series
    quarantined: pl.DataFrame
    first_line_no: int
    lines: int
    ignored: int
    bytes: int


def finished(part: Part, source: Source, ordinals: Ordinals) -> ParsedChunk:
    """The chunk with keys and line numbers; parts must come in the order of the file."""
    ids = ordinals.numbered(part.identities) if source.identity == "content" else part.identities
    events = part.mapped.events.with_columns((pl.col("row") + part.first_line_no).alias("line_no"))
    keyed = events.hstack(event_keys(source.name, ids)).select(*EVENT_SCHEMA)
    return ParsedChunk(keyed, part.quarantined, part.lines, part.ignored, part.bytes)


def quarantined(found: pl.DataFrame, first_line_no: int, line_at: Callable[[int], bytes]) -> pl.DataFrame:
    """QUARANTINE_SCHEMA for the faults of a chunk."""
    lines = pl.Series("line", [line_at(row) for row in found["row"]], dtype=pl.Binary)
    numbered = found.with_columns((pl.col("row") + first_line_no).alias("line_no"), lines)
    return numbered.select(*QUARANTINE_SCHEMA)


def without_identity(mapped: Mapped, identities: pl.Series, source: Source) -> tuple[Mapped, pl.Series]:
    """Records that lack their id are faults; the rest with their ids.

    So are ids with a NUL character: Polars puts one in place of what is no character, so different ids would become
    one, and one record would hide another.
    """
    spoilt = _spoilt(identities) if source.identity == "field" else identities.is_null()
    if not spoilt.any():
        return mapped, identities
    named = f"{' or '.join(source.identity_field)}, the record's id,"
    lacking = mapped.events.filter(identities.is_null())["row"].to_list()
    mixed_up = mapped.events.filter(spoilt & identities.is_not_null())["row"].to_list()
    found = [
        mapped.faults,
        faults(lacking, QuarantineReason.MISSING_FIELD, f"{named} is missing"),
        faults(mixed_up, QuarantineReason.NUL_BYTE, f"{named} holds a NUL character"),
    ]
    return Mapped(mapped.events.filter(~spoilt), first_of_each_row(found)), identities.filter(~spoilt)


def without_aside(
    mapped: Mapped, identities: pl.Series, aside: pl.DataFrame | None, first_line_no: int, lines: int
) -> tuple[Mapped, pl.Series]:
    """Records that the caller wants in quarantine become faults; the rest with their ids."""
    if aside is None or aside.is_empty():
        return mapped, identities
    here = aside.filter(pl.col("line_no").is_between(first_line_no, first_line_no + lines - 1))
    if here.is_empty():
        return mapped, identities
    found = here.select(pl.col("line_no") - first_line_no, "reason", "detail").rename({"line_no": "row"})
    is_aside = mapped.events["row"].is_in(found["row"].to_list())
    faulty = first_of_each_row([mapped.faults, found])
    return Mapped(mapped.events.filter(~is_aside), faulty), identities.filter(~is_aside)


def _spoilt(identities: pl.Series) -> pl.Series:
    return identities.is_null() | identities.str.contains("\x00", literal=True).fill_null(value=False)


def rows_of(part: pl.DataFrame, whole: pl.DataFrame) -> pl.Series:
    """Where the rows of `part` stand in `whole`; both ascend by `row`."""
    return pl.Series(np.searchsorted(whole["row"].to_numpy(), part["row"].to_numpy()), dtype=pl.Int64)
