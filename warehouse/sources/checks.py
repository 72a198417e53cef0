"""Checks of single values of a source definition; each raises `ValueError` with what is allowed."""

import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from unicodedata import category
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polars as pl

from warehouse.events import MAX_NAME_BYTES

TIME_FORMATS = ("auto", "iso", "access_log", "epoch")
SOME_TIME = datetime(2001, 2, 3, 16, 5, 6, tzinfo=UTC)


def did_you_mean(given: str, allowed: Iterable[str]) -> str:
    """The sentence that names the nearest allowed word, or nothing."""
    near = difflib.get_close_matches(given, list(allowed), n=1)
    return f"; did you mean `{near[0]}`?" if near else ""


def quoted(given: str) -> str:
    """A word that somebody gave, as a sentence of one line may show it."""
    return f"`{repr(given)[1:-1]}`"


def check_name(given: str, what: str) -> str:
    """Refuses what cannot be the name of a provider, a client and the like."""
    if not given.strip() or any(category(letter) in ("Cc", "Cs") for letter in given):
        raise ValueError(f"{what}: {quoted(given)} is no name: it must be text, not blank, without control characters")
    if len(given.encode()) > MAX_NAME_BYTES:
        raise ValueError(f"{what}: {quoted(given)} is longer than {MAX_NAME_BYTES} bytes")
    return given


def check_names(given: object, allowed: tuple[str, ...]) -> object:
    """Refuses a mapping with a key that is not allowed."""
    for name in given if isinstance(given, Mapping) else ():
        if name not in allowed:
            near = did_you_mean(str(name), allowed)
            raise ValueError(f"`{name}` is not among {', '.join(allowed)}{near}")
    return given


def check_time_zone(given: str) -> str:
    """Refuses what is no IANA time zone."""
    try:
        ZoneInfo(given)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"`{given}` is no IANA time zone, such as UTC or Europe/Berlin") from None
    return given


def check_time_format(given: str) -> str:
    """Refuses what is neither a known form nor a strptime pattern."""
    if given not in TIME_FORMATS and "%" not in given:
        near = did_you_mean(given, TIME_FORMATS)
        forms = ", ".join(TIME_FORMATS)
        raise ValueError(f"`{given}` is neither {forms} nor a pattern such as %Y-%m-%d %H:%M:%S{near}")
    if given not in TIME_FORMATS and not _can_be_read_back(given):
        raise ValueError(f"`{given}` is no pattern of a date or time with a date, such as %Y-%m-%d %H:%M:%S")
    return given


def check_comment(given: str | None) -> str | None:
    """Refuses what cannot stand at the beginning of a line."""
    if given is not None and ("\0" in given or given.splitlines() != [given]):
        raise ValueError("must be one or more characters without a line break or NUL, such as #")
    return given


def _can_be_read_back(pattern: str) -> bool:
    """Whether Polars, which reads the times of files, knows the year of a time that it has written by the pattern."""
    try:
        # It writes offsets in fewer forms than it reads.
        written = pl.Series([SOME_TIME]).dt.strftime(re.sub("%(?:#|:+)z", "%:z", pattern))
        read = written.str.to_datetime(pattern, time_unit="us", time_zone="UTC", strict=False)
    except pl.exceptions.PolarsError:
        return False
    return bool(read.dt.year().item() == SOME_TIME.year)


def check_template(given: str) -> str:
    """Refuses what is no route template, such as `/v1/orders/{id}` or `/static/*`."""
    if not re.fullmatch(r"/(?:[^{}?#*\s]|\{[a-z][a-z0-9_]*\})*\*?", given) or len(given.encode()) > 200:
        raise ValueError(f"`{given}` is no route template such as /v1/orders/{{id}} or /static/*")
    return given
