"""The axis of time under a chart."""

import math
from datetime import UTC, date, datetime, time, timedelta

import altair as alt

from streamlit_app.words import Grain
from warehouse.reports import Period

HOUR_MS = 3_600_000


def time_axis(field: str, grain: Grain, period: Period) -> alt.X:
    """Milliseconds on a plain number line: a time axis would move with the zone of the browser."""
    first, last = _milliseconds(period.from_date), _milliseconds(period.until_date + timedelta(days=1))
    text = f"utcFormat(datum.value, '{'%b %Y' if grain == 'month' else '%-d %b'}')"
    if grain == "hour":
        text = f"utchours(datum.value) == 0 ? {text} : utcFormat(datum.value, '%H:%M')"
    axis = alt.Axis(title=None, grid=False, labelExpr=text, values=ticks(period, grain), labelOverlap=True)
    return alt.X(f"{field}:Q", scale=alt.Scale(domain=[first, last], nice=False, zero=False), axis=axis)


def ticks(period: Period, grain: Grain) -> list[float]:
    """Where the axis is marked, about ten times, in milliseconds: a day in its middle, all else where it begins."""
    if grain == "hour" and period.days <= 3:
        hours = range(0, period.days * 24 + 1, 3 * period.days)
        return [_milliseconds(period.from_date) + hour * HOUR_MS for hour in hours]
    days = [period.from_date + timedelta(days=number) for number in range(period.days)]
    if grain == "week":
        days = [day for day in days if day.weekday() == 0]
    if grain == "month":
        days = [day for day in days if day.day == 1]
    shift = 12 * HOUR_MS if grain == "usage_date" else 0
    return [_milliseconds(day) + shift for day in days[:: math.ceil(len(days) / 10) or 1]]


def _milliseconds(day: date) -> float:
    return datetime.combine(day, time(), UTC).timestamp() * 1000
