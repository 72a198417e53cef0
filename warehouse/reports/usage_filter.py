"""What a usage report is asked for, checked as it is made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import get_args

from warehouse.errors import ReportError
from warehouse.reports.dimensions import DIMENSIONS, Dimension, TimeBasis
from warehouse.reports.known import Known
from warehouse.reports.marts import ATTRIBUTES
from warehouse.reports.measures import DEFAULT_MEASURES, MEASURES
from warehouse.reports.periods import Period
from warehouse.reports.wording import is_plain, require_known, require_unique

Value = str | int | date | datetime
_SMALLINT = range(-(2**15), 2**15)


@dataclass(frozen=True)
class UsageFilter:
    """A question about usage; raises `ReportError`, naming what is allowed, if a word or a value is not known.

    `by` are the dimensions of a row, none for one total. `measures` are by default the usual six. Both dates are
    included. `where` keeps, for each dimension in it, the given values only. `order_by` names dimensions and
    measures, `-` before one for descending; by default time comes first, ascending, then requests, descending, and
    then the other dimensions. Equal rows are always ordered by their dimensions. `time_basis` local means the days
    and hours of the client's own time zone. `known` asks for the answer of an earlier moment.
    """

    from_date: date
    until_date: date
    by: tuple[str, ...] = ()
    measures: tuple[str, ...] | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    time_basis: TimeBasis = "utc"
    order_by: tuple[str, ...] = ()
    limit: int | None = None
    offset: int = 0
    known: Known | None = None

    def __post_init__(self) -> None:
        _ = self.period
        require_known("time basis", [self.time_basis], get_args(TimeBasis))
        require_known("dimension", [*self.by, *self.where], DIMENSIONS)
        require_known("measure", self.measure_names, MEASURES)
        require_unique("dimension", self.by)
        require_unique("measure", self.measure_names)
        orderable = [*self.by, *dict.fromkeys((*self.measure_names, "requests"))]
        require_known("column to order by", (name.removeprefix("-") for name in self.order_by), orderable)
        if (self.limit is not None and self.limit < 1) or self.offset < 0:
            raise ReportError("A limit is at least 1 and an offset at least 0.")
        if not self.measure_names:
            raise ReportError("A report needs at least one measure.")
        for name in self.where:
            self.values(name)

    @property
    def period(self) -> Period:
        """The days asked for."""
        return Period(self.from_date, self.until_date)

    @property
    def measure_names(self) -> tuple[str, ...]:
        """The measures asked for, or the usual ones."""
        return DEFAULT_MEASURES if self.measures is None else self.measures

    @property
    def attributes(self) -> tuple[str, ...]:
        """The users' attributes that it splits or filters by."""
        return tuple(name for name in ATTRIBUTES if name in self.by or name in self.where)

    @property
    def ordering(self) -> tuple[tuple[str, bool], ...]:
        """Column names and whether each descends, complete: no two rows are equal in all of them."""
        times = [name for name in self.by if DIMENSIONS[name].is_time]
        wanted = self.order_by or (*times, "-requests")
        asked = {name.removeprefix("-"): name.startswith("-") for name in reversed(wanted)}
        return (*reversed(asked.items()), *((name, False) for name in self.by if name not in asked))

    def values(self, name: str) -> list[Value]:
        """The values `where` allows for a dimension, in its type."""
        given = self.where[name]
        if isinstance(given, str) or not given:
            raise ReportError(f"The filter on {name} needs a tuple of at least one value.")
        return list(_typed(DIMENSIONS[name], given))


def _typed(dimension: Dimension, given: Iterable[str]) -> Iterable[Value]:
    for text in given:
        try:
            yield _value(dimension, str(text))
        except ValueError:
            kinds = {"integer": "a small whole number", "date": "a date (2026-01-31)", "text": "plain text"}
            wanted = kinds.get(dimension.kind, "an hour (2026-01-31T13:00)")
            raise ReportError(f"{text!r} is no value of {dimension.name}, which is {wanted}.") from None


def _value(dimension: Dimension, text: str) -> Value:
    if dimension.kind == "integer":
        number = int(text)
        if number not in _SMALLINT:
            raise ValueError(text)
        return number
    if dimension.kind == "date":
        return date.fromisoformat(text)
    if dimension.kind == "hour":
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if not is_plain(text):
        raise ValueError(text)
    return text
