"""Chunks made ready to be sent to the database, ahead of the one that is being sent."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import pyarrow as pa

from warehouse.ledger import register
from warehouse.ledger.id_days import named_ids
from warehouse.ledger.pseudonyms import pseudonymise
from warehouse.ledger.rows import Encoded, encode, sent_columns, stored_rows
from warehouse.ledger.tombstones import Tombstones
from warehouse.parsing import ParsedChunk
from warehouse.sources import Source


@dataclass(frozen=True)
class Prepared:
    """A chunk's rows, all but the given ids encoded (these are None where records are known otherwise)."""

    lines: int
    ignored: int
    days: dict[date, int]
    reasons: dict[str, int]
    events: Encoded
    given_ids: pa.Table | None
    pairs: dict[str, Encoded]
    id_days: Encoded
    quarantine: tuple[Encoded, Encoded] | None


class Preparer:
    """Makes the chunks of one load ready; keeps nothing between them, so that several can be made at once."""

    def __init__(self, source: Source, key: bytes, load_id: int, given_on: date, tombstones: Tombstones) -> None:
        self.key, self.load_id, self.given_on, self.tombstones = key, load_id, given_on, tombstones
        self.sent = sent_columns(source)
        self.has_given_ids = source.identity == "field"

    def prepare(self, chunk: ParsedChunk) -> Prepared:
        """Pseudonyms in place of persons, digests, and the bytes of each COPY."""
        erased = self.tombstones.users
        events, pairs = pseudonymise(chunk.events, self.key, erased)
        rows = stored_rows(events, self.load_id, self.sent, erased, self.tombstones.metered)
        return Prepared(
            lines=chunk.lines,
            ignored=chunk.ignored,
            days=_counts(events["usage_at"].dt.date()),
            reasons=_counts(chunk.quarantined["reason"]),
            events=encode(rows),
            given_ids=register.register_rows(rows, self.given_on) if self.has_given_ids else None,
            pairs={kind: encode(_arrow(frame)) for kind, frame in pairs.items()},
            id_days=encode(named_ids(events)),
            quarantine=self._quarantine(chunk.quarantined),
        )

    def _quarantine(self, quarantined: pl.DataFrame) -> tuple[Encoded, Encoded] | None:
        """Reasons, and apart from them the lines themselves, which can be purged, or must not be kept at all."""
        if quarantined.is_empty():
            return None
        load_id = pl.lit(self.load_id, dtype=pl.Int64).alias("load_id")
        lines, texts = (_arrow(part.with_columns(load_id)) for part in self.tombstones.purged(quarantined))
        return (
            encode(lines.select(["load_id", "line_no", "reason", "detail"])),
            encode(texts.select(["load_id", "line_no", "line"])),
        )


def _arrow(frame: pl.DataFrame) -> pa.Table:
    return frame.to_arrow(compat_level=pl.CompatLevel.oldest())


def _counts(values: pl.Series) -> dict[Any, int]:
    return dict(values.value_counts().iter_rows())
