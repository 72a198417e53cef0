"""Instants in the forms that logs write them, as UTC microseconds."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import polars as pl

from warehouse.events import YEAR_RANGE, QuarantineReason
from warehouse.parsing.columns import Column, fault_at, missing_at

UTC_TIME = pl.Datetime("us", "UTC")
MICROSECONDS = {"s": 1e6, "ms": 1e3, "us": 1.0, "ns": 1e-3}
ACCESS_LOG = ("%d/%b/%Y:%H:%M:%S %z",)
# `%+` is RFC 3339; the others take offsets such as +0200 and +02.
ISO = ("%+", "%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f%#z")
LOCAL_ISO = ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M")
LOCAL_ACCESS_LOG = ("%d/%b/%Y:%H:%M:%S",)
FORMS = {
    "auto": (ACCESS_LOG + ISO, LOCAL_ISO + LOCAL_ACCESS_LOG),
    "iso": (ISO, LOCAL_ISO),
    "access_log": (ACCESS_LOG, LOCAL_ACCESS_LOG),
    "epoch": ((), ()),
}
# What looks like a time and is none, such as 31/Feb/2015 or hour 25, is an impossible date and not garbage.
_LOOKS_LIKE_A_TIME = (
    r"^\s*(?:\d{1,2}/[A-Za-z]{3}/\d{4}:\d{1,2}:\d{2}|\d{4,}-\d{1,2}-\d{1,2}(?:[T ]\d|$)|[+-]?\d+(?:\.\d+)?$)"
)
# Microseconds since 1970 of the first instant in reach, and of the first behind it.
_REACH = tuple(int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) * 10**6 for year in (YEAR_RANGE[0], YEAR_RANGE[1] + 1))
_EPOCH = r"^[+-]?[0-9]+(?:\.[0-9]+)?$"
# An offset, RFC 3339 or seconds since 1970: what they say is an instant, whatever the zone.
_SAYS_INSTANT = re.compile(r"%(?:[:#]*z|\+|s)")


def read_times(label: str, raw: pl.Series, form: str, zone: str, unit: str | None) -> Column:
    """Instants, read by `form` (auto, iso, access_log, epoch, or a strptime pattern).

    A time without an offset is taken in `zone`; one that the zone's clock change skips is impossible, the first of
    two equal ones is meant. A number counts from 1970 in `unit`, or in the only unit that makes it a likely year.
    """
    times = _from_type(raw, zone, unit) if raw.dtype != pl.String else _from_text(raw, form, zone, unit)
    if not times.null_count() and _are_in_reach(times):
        return Column(times)
    in_reach = times.dt.year().is_between(*YEAR_RANGE)
    wrong = raw.is_not_null() & ~in_reach.fill_null(False)
    likely = raw.cast(pl.String, strict=False).str.contains(_LOOKS_LIKE_A_TIME).fill_null(True) | times.is_not_null()
    return Column(
        times,
        (
            *missing_at(label, raw),
            fault_at(
                wrong & likely,
                raw,
                QuarantineReason.IMPOSSIBLE_DATE,
                lambda text: f"{label} {text} is no date between {YEAR_RANGE[0]} and {YEAR_RANGE[1]}",
            ),
            fault_at(
                wrong & ~likely,
                raw,
                QuarantineReason.UNPARSEABLE,
                lambda text: f"{label} {text!r} is in no form of time that is known",
            ),
        ),
    )


def _are_in_reach(times: pl.Series) -> bool:
    """Whether all are, told by the first and the last: instants are compared a hundred times as fast as years."""
    micros = times.to_physical()
    return not len(micros) or _REACH[0] <= int(micros.min()) <= int(micros.max()) < _REACH[1]  # type: ignore[arg-type]


def _from_type(raw: pl.Series, zone: str, unit: str | None) -> pl.Series:
    if raw.dtype.is_numeric():
        return _from_epoch(raw, unit)
    if not raw.dtype.is_temporal():
        return pl.Series(raw.name, [None] * len(raw), dtype=UTC_TIME)
    times = raw.cast(pl.Datetime("us"), strict=False) if raw.dtype == pl.Date else raw.dt.cast_time_unit("us")
    if getattr(times.dtype, "time_zone", None) is None:
        return _in_zone(times, zone)
    return times.dt.convert_time_zone("UTC")


def _from_text(raw: pl.Series, form: str, zone: str, unit: str | None) -> pl.Series:
    with_offset, without = FORMS.get(form, ((form,), ()) if _SAYS_INSTANT.search(form) else ((), (form,)))
    if form == "auto" and _first(raw)[2:3] != "/":
        with_offset = ISO + ACCESS_LOG
    times = pl.Series(raw.name, [None], dtype=UTC_TIME).new_from_index(0, len(raw))
    for pattern in (*with_offset, *without):
        times = _filled(times, raw, partial(_parsed, pattern=pattern, zone=None if pattern in with_offset else zone))
    return _filled(times, raw, partial(_numbers, unit=unit)) if form in ("auto", "epoch") else times


def _filled(times: pl.Series, raw: pl.Series, read: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """The times with those that `read` makes of the texts that nothing has read yet, usually all or hardly any."""
    left = times.is_null() & raw.is_not_null()
    if not left.any():
        return times
    if left.all():
        return read(raw)
    rows = left.arg_true()
    return times.scatter(rows, read(raw.gather(rows)))


def _numbers(texts: pl.Series, unit: str | None) -> pl.Series:
    """Instants of texts that are numbers."""
    is_number = texts.str.contains(_EPOCH).fill_null(False)
    if not is_number.any():
        return pl.Series(texts.name, [None], dtype=UTC_TIME).new_from_index(0, len(texts))
    return _from_epoch(texts.cast(pl.Float64, strict=False), unit)


def _parsed(texts: pl.Series, pattern: str, zone: str | None) -> pl.Series:
    """Instants by one pattern; with a zone, the pattern has no offset."""
    if zone is None:
        return texts.str.to_datetime(pattern, time_unit="us", time_zone="UTC", strict=False)
    return _in_zone(texts.str.to_datetime(pattern, time_unit="us", strict=False), zone)


def _first(raw: pl.Series) -> str:
    at = raw.is_not_null().arg_max()
    return str(raw[at]) if at is not None and raw.null_count() < len(raw) else ""


def _in_zone(times: pl.Series, zone: str) -> pl.Series:
    located = times.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return located.dt.convert_time_zone("UTC")


def _from_epoch(raw: pl.Series, unit: str | None) -> pl.Series:
    """Spans of seconds, milli-, micro- and nanoseconds of the years 1990 to 2100 do not overlap."""
    number = pl.first().cast(pl.Float64, strict=False)
    size = number.abs()
    guess = (
        pl.when(size < 1e11).then(MICROSECONDS["s"]).when(size < 1e14).then(MICROSECONDS["ms"])
        .when(size < 1e17).then(MICROSECONDS["us"]).otherwise(MICROSECONDS["ns"])
    )  # fmt: skip
    factor = pl.lit(MICROSECONDS[unit]) if unit else guess
    micros = (number * factor).round().cast(pl.Int64, strict=False)
    return raw.to_frame().select(micros.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")).to_series()
