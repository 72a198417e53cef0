"""Rows that cannot become events, each with its reason and a sentence for the person who looks at it."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from warehouse.events import QuarantineReason

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
FAULT_SCHEMA = {"row": pl.Int64(), "reason": pl.String(), "detail": pl.String()}
SHOWN_CHARACTERS = 60


def no_faults() -> pl.DataFrame:
    """An empty frame of faults."""
    return pl.DataFrame(schema=FAULT_SCHEMA)


def faults(rows: Sequence[int] | IntArray, reason: QuarantineReason, detail: str | Sequence[str]) -> pl.DataFrame:
    """One fault per row; `detail` is one for all or one for each."""
    details = [detail] * len(rows) if isinstance(detail, str) else detail
    return pl.DataFrame({"row": rows, "reason": [reason.value] * len(rows), "detail": details}, schema=FAULT_SCHEMA)


def first_of_each_row(found: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """All faults, one per row: the one found first."""
    together = pl.concat([no_faults(), *found])
    return together.unique("row", keep="first", maintain_order=True).sort("row")


def shown(value: object) -> str:
    """A value as a sentence may quote it: cut short, control characters escaped."""
    text = str(value)
    cut = text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "…"
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in cut)
