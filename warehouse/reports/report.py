"""What every report is: a frame whose columns say their meaning, and where it was read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import polars as pl

from warehouse.reports.dimensions import Kind
from warehouse.reports.periods import Period
from warehouse.reports.usage_filter import UsageFilter

Unit = Literal[
    "count",
    "bytes",
    "ms",
    "share",
    "change",
    "points",
    "instant",
    "seconds",
    "cents",
    "exact",
    "exacts",
    "dates",
    "flag",
]
# Figures that are not to be rounded: 26 digits before the point, 12 behind it.
EXACT = pl.Decimal(38, 12)

_TYPES: dict[Kind | Unit, pl.DataType] = {
    "text": pl.String(),
    "integer": pl.Int64(),
    "date": pl.Date(),
    "hour": pl.Datetime("us", "UTC"),
    "instant": pl.Datetime("us", "UTC"),
    "count": pl.Int64(),
    "bytes": pl.Int64(),
    "ms": pl.Float64(),
    "seconds": pl.Float64(),
    "share": pl.Float64(),
    "change": pl.Float64(),
    "points": pl.Float64(),
    "cents": pl.Int64(),
    "exact": EXACT,
    "exacts": pl.List(EXACT),
    "dates": pl.List(pl.Date()),
    "flag": pl.Boolean(),
}


@dataclass(frozen=True)
class Column:
    """A column of a report. `unit` is a kind of dimension or a unit of measure.

    `share` is 0 to 1, `change` the relative change (0.1 is 10 % more), `points` a difference of two shares; `cents` are
    whole hundredths of a currency, `exact` is a number that was not rounded, `exacts` and `dates` are lists,
    `flag` is yes or no.
    """

    name: str
    unit: Kind | Unit
    description: str
    is_local: bool = False

    @property
    def type(self) -> pl.DataType:
        """Its Polars type; hours of a client's own time have no zone."""
        return pl.Datetime("us") if self.is_local else _TYPES[self.unit]

    @property
    def is_dimension(self) -> bool:
        """Whether rows are told apart by it."""
        return self.unit in ("text", "integer", "date", "hour")


@dataclass(frozen=True)
class Report:
    """Rows and what they are about; `marts` are the tables they were read from, the one that counts requests first.

    `notes` say what a reader must know besides: as of when, and what was merged or left out.
    `told` is what else was asked, as plain values.
    """

    name: str
    columns: tuple[Column, ...]
    frame: pl.DataFrame
    marts: tuple[str, ...]
    asked: UsageFilter | None = None
    compared_with: Period | None = None
    notes: tuple[str, ...] = ()
    told: Mapping[str, Any] = field(default_factory=dict)

    @property
    def period(self) -> Period | None:
        """The days it is about; none if it is about the state of the data."""
        return None if self.asked is None else self.asked.period

    @property
    def meta(self) -> dict[str, Any]:
        """What the rows do not say themselves, as plain values fit for JSON."""
        periods = {"period": self.period, "compared_with": self.compared_with}
        return {
            "report": self.name,
            **self.told,
            **{key: {"from": str(p.from_date), "until": str(p.until_date)} for key, p in periods.items() if p},
            **({"time_basis": self.asked.time_basis, "where": dict(self.asked.where)} if self.asked else {}),
            **({"notes": list(self.notes)} if self.notes else {}),
            "marts": list(self.marts),
            "columns": [
                {"name": column.name, "unit": column.unit, "description": column.description} for column in self.columns
            ],
        }


def whole(pieces: Iterable[Report]) -> Report:
    """One report of all rows of its pieces, of which there is at least one."""
    first, *others = pieces
    return replace(first, frame=pl.concat([first.frame, *(piece.frame for piece in others)]))


def frame_of(columns: tuple[Column, ...], rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    """Rows as fetched, in the types the columns state, also if there are none."""
    return pl.DataFrame(rows, schema={column.name: column.type for column in columns}, orient="row")
