"""Landing patterns such as `nginx/{date}/*.log*`: which files of the landing zone are a source's, and of which day."""

import re
from datetime import date
from pathlib import PurePath

ISO = "%Y-%m-%d"
# `{date}`, or with a form of its own `{date:%Y/%m/%d}`.
_DATE_MARK = re.compile(r"\{date(?::([^}]*))?\}")
_PARTS = {"%Y": r"(?P<year>\d{4})", "%m": r"(?P<month>\d{2})", "%d": r"(?P<day>\d{2})"}
_FORM = re.compile(r"(?:%[Ymd]|[A-Za-z0-9=/._-])+")


def check_pattern(given: str | None) -> str | None:
    """Refuses a pattern that leaves the landing zone or has not exactly one date, whole."""
    if given is None:
        return None
    if len(_DATE_MARK.findall(given)) != 1 or given.startswith("/") or ".." in given.split("/"):
        raise ValueError(f"`{given}` must be relative to the landing zone and hold {{date}} once")
    form = _form_of(given)
    if not _FORM.fullmatch(form) or any(form.count(part) != 1 for part in _PARTS):
        raise ValueError(f"`{given}`: the form of a date holds %Y, %m and %d once each, as in {{date:%Y/%m/%d}}")
    return given


def landing_glob(pattern: str, day: date | None) -> str:
    """The pattern with the day in place of its date, or with any day."""
    form = _form_of(pattern)
    any_day = form.replace("%Y", "????").replace("%m", "??").replace("%d", "??")
    named = _DATE_MARK.sub(day.strftime(form) if day else any_day, pattern)
    return named.replace("[", "[[]")


def landing_date(pattern: str, path: PurePath) -> date | None:
    """The date in a path that the pattern matches whole; None if it does not, or there is no such date."""
    found = re.fullmatch("".join(map(_as_regex, re.split(r"(\{date[^}]*\}|\*\*/|\*|\?)", pattern))), path.as_posix())
    if found is None:
        return None
    try:
        return date(*(int(found[part]) for part in ("year", "month", "day")))
    except ValueError:
        return None


def _form_of(pattern: str) -> str:
    found = _DATE_MARK.search(pattern)
    return ISO if found is None or found[1] is None else found[1]


def _as_regex(piece: str) -> str:
    if _DATE_MARK.fullmatch(piece):
        return "".join(_PARTS.get(part, re.escape(part)) for part in re.split("(%[Ymd])", _form_of(piece)))
    special = {"**/": "(?:[^/]+/)*", "*": "[^/]*", "?": "[^/]"}
    return special.get(piece, re.escape(piece))
