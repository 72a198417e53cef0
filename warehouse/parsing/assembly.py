"""The last step for a chunk: keys and line numbers for its events, and a line to look at for its faults."""

from collections.abc import Callable

import numpy as np
import polars as pl

from warehouse.events import EVENT_SCHEMA, QuarantineReason
from warehouse.parsing.chunks import QUARANTINE_SCHEMA
from warehouse.parsing.faults import first_of_each_row
from warehouse.parsing.identity import event_keys
from warehouse.parsing.mapping import Mapped


def with_keys(events: pl.DataFrame, source_name: str, identities: pl.Series, first_line_no: int) -> pl.DataFrame:
    """Events with EVENT_SCHEMA in its order; `identities` belong to the rows of `events`, in their order."""
    keyed = events.with_columns((pl.col("row") + first_line_no).alias("line_no"))
    return keyed.hstack(event_keys(source_name, identities)).select(*EVENT_SCHEMA)


def quarantined(faults: pl.DataFrame, first_line_no: int, line_at: Callable[[int], bytes]) -> pl.DataFrame:
    """QUARANTINE_SCHEMA for the faults of a chunk."""
    lines = pl.Series("line", [line_at(row) for row in faults["row"]], dtype=pl.Binary)
    numbered = faults.with_columns((pl.col("row") + first_line_no).alias("line_no"), lines)
    return numbered.select(*QUARANTINE_SCHEMA)


def without_identity(mapped: Mapped, identities: pl.Series, label: str) -> tuple[Mapped, pl.Series]:
    """Records that lack their id are faults; the rest with their ids."""
    if not identities.null_count():
        return mapped, identities
    lacking = mapped.events.filter(identities.is_null())["row"]
    fault = pl.DataFrame(
        {
            "row": lacking,
            "reason": [QuarantineReason.MISSING_FIELD.value] * len(lacking),
            "detail": [f"{label}, the record's id, is missing"] * len(lacking),
        },
        schema=mapped.faults.schema,
    )
    kept = Mapped(mapped.events.filter(identities.is_not_null()), first_of_each_row([mapped.faults, fault]))
    return kept, identities.drop_nulls()


def rows_of(part: pl.DataFrame, whole: pl.DataFrame) -> pl.Series:
    """Where the rows of `part` stand in `whole`; both ascend by `row`."""
    return pl.Series(np.searchsorted(whole["row"].to_numpy(), part["row"].to_numpy()), dtype=pl.Int64)
