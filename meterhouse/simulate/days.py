"""The days of a world, and the instants within them at which something changes."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Calendar:
    """The UTC days of the world."""

    first_day: date
    days: int

    @property
    def last_day(self) -> date:
        """The last day that has events; nothing lands later."""
        return self.first_day + timedelta(days=self.days - 1)

    def instant(self, share: float, at: time) -> datetime:
        """That time of day (UTC) on the day which so large a share of the days comes before."""
        return datetime.combine(self.first_day + timedelta(days=int(share * self.days)), at, UTC)


def microseconds(instant: datetime) -> int:
    """Microseconds since the epoch."""
    return (instant - EPOCH) // timedelta(microseconds=1)
