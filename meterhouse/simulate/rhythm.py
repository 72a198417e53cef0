"""When things happen: growth over the range, a weekly rhythm, and a daily one in each client's own time zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from meterhouse.simulate.paths import IntArray
from meterhouse.simulate.people import Client

DAY_US = 86_400_000_000
MINUTE_US = 60_000_000
GROWTH_PER_DAY = 0.008
# Monday to Sunday, relative.
WEEKDAYS = (1.0, 1.08, 1.1, 1.05, 0.92, 0.5, 0.42)
# Local hours 0 to 23, relative: office hours, a lunch dip, batch jobs at two in the morning.
HOURS = (3, 2, 9, 2, 2, 3, 6, 14, 30, 42, 46, 44, 34, 38, 44, 43, 38, 28, 19, 14, 12, 10, 7, 5)


def draw_instants(
    first_day: date, days: int, client: IntArray, clients: list[Client], rng: np.random.Generator
) -> IntArray:
    """Microseconds since the epoch for each event of `client` (−1: nobody's, at any hour), inside the range."""
    day = rng.choice(days, len(client), p=_day_shares(first_day, days, rng))
    minute = _draw_minutes(client, _offsets(first_day, clients), rng)
    return midnight_us(first_day) + day * DAY_US + minute * MINUTE_US + rng.integers(0, MINUTE_US, len(client))


def midnight_us(day: date) -> int:
    """Microseconds since the epoch at which the UTC day begins."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1_000_000


def _day_shares(first_day: date, days: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    weekdays = [WEEKDAYS[(first_day + timedelta(days=d)).weekday()] for d in range(days)]
    shares = np.array(weekdays) * (1 + GROWTH_PER_DAY) ** np.arange(days) * rng.normal(1, 0.04, days).clip(0.8, 1.2)
    normed: npt.NDArray[np.float64] = shares / shares.sum()
    return normed


def _draw_minutes(client: IntArray, offsets: IntArray, rng: np.random.Generator) -> IntArray:
    """UTC minute of the day: a local minute drawn by the profile, moved by the client's offset."""
    shares = np.repeat(np.array(HOURS, dtype=np.float64), 60)
    local = np.searchsorted(np.cumsum(shares) / shares.sum(), rng.random(len(client)), side="right")
    local = np.where(client < 0, rng.integers(0, 1440, len(client)), local)
    return (local - offsets[client]) % 1440


def _offsets(on: date, clients: list[Client]) -> IntArray:
    """Minutes east of UTC per client, and a last 0 for nobody (index −1)."""
    noon = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    shifts = [noon.astimezone(ZoneInfo(client.time_zone)).utcoffset() or timedelta() for client in clients]
    return np.array([shift // timedelta(minutes=1) for shift in shifts] + [0])
