"""Landing patterns such as `nginx/{date}/*.log*`: which files of the landing zone are a source's, and of which day."""

import re
from datetime import date
from pathlib import PurePath

DATE_MARK = "{date}"
_DATE = r"(?P<date>\d{4}-\d{2}-\d{2})"


def check_pattern(given: str | None) -> str | None:
    """Refuses a pattern that leaves the landing zone or has not exactly one `{date}`."""
    if given is None:
        return None
    if given.count(DATE_MARK) != 1 or given.startswith("/") or ".." in given.split("/"):
        raise ValueError(f"`{given}` must be relative to the landing zone and hold {DATE_MARK} once")
    return given


def landing_glob(pattern: str, day: date | None) -> str:
    """The pattern with the day in place of `{date}`, or with any day."""
    return pattern.replace(DATE_MARK, day.isoformat() if day else "????-??-??")


def landing_date(pattern: str, path: PurePath) -> date | None:
    """The date in a path that the pattern matches whole; None if it does not, or there is no such date."""
    found = re.fullmatch("".join(map(_as_regex, re.split(r"(\{date\}|\*\*/|\*|\?)", pattern))), path.as_posix())
    if found is None:
        return None
    try:
        return date.fromisoformat(found["date"])
    except ValueError:
        return None


def _as_regex(piece: str) -> str:
    special = {DATE_MARK: _DATE, "**/": "(?:[^/]+/)*", "*": "[^/]*", "?": "[^/]"}
    return special.get(piece, re.escape(piece))
