"""Numbers as people read them."""

from datetime import date, datetime, timedelta

import polars as pl

from warehouse.reports import MEASURES, Column, Period, Report, shown

_BYTE_UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")
_CHANGE_DIGITS = 1
NO_CHANGE = "no change"


def figure(measure: str, value: float | None) -> str:
    """One value of a measure with its unit; a dash if there is none."""
    unit = MEASURES[measure].unit
    if value is not None and unit == "ms":
        return f"{value / 1000:,.2f} s" if value >= 1000 else f"{value:,.0f} ms"
    return shown(Column(measure, unit, ""), int(value) if value is not None and unit == "count" else value)


def change(measure: str, value: float | None) -> str | None:
    """A change since the earlier period, signed: in per cent, or for a share in percentage points."""
    if value is None:
        return None
    if round(value * 100, _CHANGE_DIGITS) == 0:
        return NO_CHANGE
    unit = "points" if MEASURES[measure].unit == "share" else "%"
    return f"{value * 100:+,.{_CHANGE_DIGITS}f} {unit}"


def byte_unit(largest: float) -> tuple[str, int]:
    """The binary unit in which the largest of several values reads well, and its size in bytes."""
    place = 0
    while largest >= 1024 and place < len(_BYTE_UNITS) - 1:
        largest, place = largest / 1024, place + 1
    return _BYTE_UNITS[place], 1024**place


def in_unit(report: Report, name: str) -> tuple[pl.Series, str]:
    """A column scaled to one readable unit, and that unit: per cent, a binary unit of bytes, ms, or nothing.

    Bytes are in a unit of which the largest value has a hundred or more, so that small ones beside it are no zeros.
    """
    unit = next(column.unit for column in report.columns if column.name == name)
    values = report.frame[name].cast(pl.Float64)
    if unit == "bytes":
        word, size = byte_unit(float(values.max() or 0) / 100)  # type: ignore[arg-type]
        return values / size, word
    if unit in ("share", "change", "points"):
        return values * 100, "%"
    return values, "ms" if unit == "ms" else ""


def days(period: Period) -> str:
    """The days of a period, shortly: 24 – 30 Mar 2026."""
    first, last = period.from_date, period.until_date
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day(first)} – {day(last)}"
    return f"{first.day}{'' if first.month == last.month else f' {first:%b}'} – {day(last)}"


def day(value: date) -> str:
    """A day: 30 Mar 2026."""
    return f"{value.day} {value:%b %Y}"


def age(moment: datetime, now: datetime) -> str:
    """How long ago something was, roughly: 3 hours, 2 days."""
    passed = max(now - moment, timedelta())
    for size, word in ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute")):
        if passed >= size:
            count = passed // size
            return f"{count:,} {word}{'' if count == 1 else 's'}"
    return "less than a minute"
