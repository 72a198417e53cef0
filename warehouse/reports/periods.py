"""Spans of whole days, both ends included; `today` is always given, never read from a clock."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from warehouse.errors import ReportError
from warehouse.reports.wording import require_known

Preset = Literal["last_7", "last_30", "this_month", "previous_month"]
PRESETS: tuple[Preset, ...] = get_args(Preset)
Against = Literal["previous", "last_year"]
AGAINST: tuple[Against, ...] = get_args(Against)

# Outside of these a date is a slip of the pen, and calendar arithmetic would overflow.
FIRST_DATE, LAST_DATE = date(1970, 1, 1), date(2199, 12, 31)

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """The days from `from_date` to `until_date`, both included; raises `ReportError` if that cannot be."""

    from_date: date
    until_date: date

    def __post_init__(self) -> None:
        if self.from_date > self.until_date:
            raise ReportError(f"The period ends ({self.until_date}) before it begins ({self.from_date}).")
        if self.from_date < FIRST_DATE or self.until_date > LAST_DATE:
            raise ReportError(f"Usage is reported between {FIRST_DATE} and {LAST_DATE}, not for {self}.")

    @property
    def days(self) -> int:
        """How many days it has; at least 1."""
        return (self.until_date - self.from_date).days + 1

    @property
    def is_whole_months(self) -> bool:
        """Whether it begins with a month's first day and ends with a month's last."""
        return self.from_date.day == 1 and (self.until_date + _DAY).day == 1

    def __str__(self) -> str:
        return f"{self.from_date} to {self.until_date}"


def month_start(day: date, months: int = 0) -> date:
    """The first day of the month that lies `months` after (or, negative, before) the month of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def months_between(earlier: date, later: date) -> int:
    """How many calendar months the month of `later` lies after that of `earlier`."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def last_days(today: date, days: int) -> Period:
    """`days` days of which today is the last."""
    return Period(today - timedelta(days=days - 1), today)


def preset(name: str, today: date) -> Period:
    """The period of a preset name; this_month ends today. Raises `ReportError` for an unknown name."""
    require_known("period", [name], PRESETS)
    if name == "this_month":
        return Period(month_start(today), today)
    if name == "previous_month":
        return Period(month_start(today, -1), month_start(today) - _DAY)
    return last_days(today, 7 if name == "last_7" else 30)


def earlier(period: Period, against: Against) -> Period:
    """The period to compare with.

    `previous` is as many days directly before, or, for whole calendar months, as many calendar months before.
    `last_year` is the same dates a year before; 29 February becomes the 28th, whole months stay whole months.
    """
    require_known("comparison", [against], AGAINST)
    if period.is_whole_months:
        months = 12 if against == "last_year" else months_between(period.from_date, period.until_date) + 1
        return Period(month_start(period.from_date, -months), month_start(period.until_date, 1 - months) - _DAY)
    if against == "previous":
        return Period(period.from_date - timedelta(days=period.days), period.from_date - _DAY)
    return Period(_year_before(period.from_date), _year_before(period.until_date))


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
