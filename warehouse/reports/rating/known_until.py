"""How far usage is known, which is how far a draft has come."""

from datetime import UTC, datetime, timedelta

from warehouse.access import Scope
from warehouse.reports.health import freshness
from warehouse.settings import Settings


def known_until(scope: Scope, settings: Settings | None = None) -> datetime:
    """The end of the latest hour with usage, or now, whichever is first."""
    latest = freshness(scope, settings=settings).latest_usage_hour_at
    now = datetime.now(UTC)
    return min(now, latest + timedelta(hours=1)) if latest else now
