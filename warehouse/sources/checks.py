"""Checks of single values of a source definition; each raises `ValueError` with what is allowed."""

import difflib
import re
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

TIME_FORMATS = ("auto", "iso", "access_log", "epoch")


def did_you_mean(given: str, allowed: Iterable[str]) -> str:
    """The sentence that names the nearest allowed word, or nothing."""
    near = difflib.get_close_matches(given, list(allowed), n=1)
    return f"; did you mean `{near[0]}`?" if near else ""


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
    return given


def check_template(given: str) -> str:
    """Refuses what is no route template, such as `/v1/orders/{id}` or `/static/*`."""
    if not re.fullmatch(r"/(?:[^{}?#*\s]|\{[a-z][a-z0-9_]*\})*\*?", given) or len(given.encode()) > 200:
        raise ValueError(f"`{given}` is no route template such as /v1/orders/{{id}} or /static/*")
    return given
