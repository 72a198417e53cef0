"""Which day, hour, week or month of a period stands beside which of an earlier one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from warehouse.reports.dimensions import DIMENSIONS
from warehouse.reports.periods import Against, Period, month_start, months_between


@dataclass(frozen=True)
class Alignment:
    """Carries a time of the earlier period `before` to its counterpart in `now`, or to None if it has none there."""

    now: Period
    before: Period
    against: Against

    def day(self, value: date) -> date | None:
        """The same date of this year for `last_year`, else the day of the same place in the period."""
        if self.against == "previous":
            moved = self.now.from_date + (value - self.before.from_date)
        elif (value.month, value.day) == (2, 29):
            return None
        else:
            moved = value.replace(year=value.year + 1)
        return moved if self.now.from_date <= moved <= self.now.until_date else None

    def hour(self, value: datetime) -> datetime | None:
        """The same hour of the day's counterpart."""
        day = self.day(value.date())
        return None if day is None else datetime.combine(day, value.timetz())

    def week(self, value: date) -> date | None:
        """The week, by its Monday, of the same place in the period."""
        moved = value + (_monday(self.now.from_date) - _monday(self.before.from_date))
        return moved if moved <= self.now.until_date else None

    def month(self, value: date) -> date | None:
        """The month, by its first day, of the same place in the period."""
        moved = month_start(self.now.from_date, months_between(self.before.from_date, value))
        return moved if moved <= self.now.until_date else None


def align_times(frame: pl.DataFrame, by: Iterable[str], alignment: Alignment) -> pl.DataFrame:
    """The rows of the earlier period under the times of their counterparts, without those that have none."""
    carry: dict[str, Callable[[Any], Any]] = {
        "usage_date": alignment.day,
        "hour": alignment.hour,
        "week": alignment.week,
        "month": alignment.month,
    }
    for name in by:
        if DIMENSIONS[name].is_time:
            kind = frame.schema[name]
            former = frame[name].unique()
            moved = pl.Series(name, [carry[name](value) for value in former.to_list()], dtype=kind)
            frame = frame.with_columns(pl.col(name).replace_strict(former, moved, return_dtype=kind))
            frame = frame.filter(pl.col(name).is_not_null())
    return frame


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
