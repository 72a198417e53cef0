"""The data's own clock: how long ago the newest accepted event happened, whenever it was loaded."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from warehouse.database import connect
from warehouse.settings import Settings

# Files of a day may land the morning after, so a healthy house is up to 30 hours behind; one missed day is 48.
STALE_AFTER = timedelta(hours=36)

NEWEST = """
    with newest_day as (
        select max(day.usage_date) as usage_date
        from raw.load_days as day
        where day.stored > 0
            and exists (
                select from raw.load_verdicts as verdict
                where verdict.load_id = day.load_id and verdict.verdict = 'accepted'
            )
    )
    select max(event.usage_at)
    from raw.usage_events as event
    where event.usage_date = (select newest_day.usage_date from newest_day)
"""


@dataclass(frozen=True)
class Freshness:
    """The newest event, if there is any, as seen at `now`."""

    newest_usage_at: datetime | None
    now: datetime

    @property
    def is_fresh(self) -> bool:
        """Whether usage arrives as it should."""
        return self.newest_usage_at is not None and self.now - self.newest_usage_at <= STALE_AFTER

    @property
    def sentence(self) -> str:
        """The age of the newest event, for a person."""
        if self.newest_usage_at is None:
            return "The ledger holds no accepted usage."
        hours = (self.now - self.newest_usage_at) / timedelta(hours=1)
        return f"The newest event is {hours:,.0f} hours old ({self.newest_usage_at:%Y-%m-%d %H:%M} UTC)."


def freshness(settings: Settings, now: datetime | None = None) -> Freshness:
    """Reads one day of the ledger at most."""
    with connect("loader", settings) as connection:
        row = connection.execute(NEWEST).fetchone()
    return Freshness(row[0] if row else None, now or datetime.now(UTC))
