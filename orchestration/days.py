"""Runs of consecutive days: what a build, a sensor and a Dagster run are asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from warehouse import ledger

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class DayRange:
    """The days from `first` to `last`, both included; raises `ValueError` if they stand the wrong way round."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"A range of days cannot end ({self.last}) before it begins ({self.first})")

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of the range, in order."""
        return tuple(self.first + n * ONE_DAY for n in range((self.last - self.first).days + 1))

    @property
    def end(self) -> date:
        """The day after the last: the exclusive end that dbt and time windows want."""
        return self.last + ONE_DAY

    def __str__(self) -> str:
        return f"{self.first}" if self.first == self.last else f"{self.first} to {self.last}"


def contiguous(days: Iterable[date]) -> list[DayRange]:
    """The days as the fewest ranges that hold exactly them, in order; repeats count once."""
    return [DayRange(first, last) for first, last in ledger.contiguous(list(days))]
