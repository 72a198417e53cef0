"""Which month can be closed, and when it is over."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Self

from warehouse.database import transaction
from warehouse.errors import ClosingRefused
from warehouse.settings import Settings

# Of the time zones that clients have, the last in which a month ends is twelve hours behind UTC.
LAST_ZONE = timedelta(hours=12)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class BillingMonth:
    """A calendar month, by its first day."""

    first: date

    @classmethod
    def read(cls, text: str) -> Self:
        """Reads `2026-03`; raises `ClosingRefused`."""
        try:
            return cls(datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date())
        except ValueError:
            raise ClosingRefused(f"A month is written 2026-03, not {text!r}.") from None

    @classmethod
    def of(cls, day: date) -> Self:
        """The month that a day is in."""
        return cls(day.replace(day=1))

    @property
    def next(self) -> Self:
        """The month after it."""
        return type(self).of(self.first + timedelta(days=31))

    @property
    def utc_days(self) -> tuple[date, date]:
        """The first and the last UTC day that hold an hour of this month in some time zone."""
        return self.first - ONE_DAY, self.next.first

    @property
    def over_at(self) -> datetime:
        """From when on it is over everywhere."""
        return datetime(self.next.first.year, self.next.first.month, 1, tzinfo=UTC) + LAST_ZONE

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"


def month_to_close(settings: Settings) -> BillingMonth | None:
    """The month that the book goes on with: the one after the last, or the first with lines; none without lines."""
    with transaction("owner", settings) as connection:
        row = connection.execute("select max(usage_month) from book.closings").fetchone()
        if row and row[0]:
            return BillingMonth(row[0]).next
        if connection.execute("select to_regclass('marts.fct_billing_lines') is null").fetchone() == (True,):
            return None
        row = connection.execute("select min(usage_month) from marts.fct_billing_lines").fetchone()
    return BillingMonth(row[0]) if row and row[0] else None
