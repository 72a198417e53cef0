"""Instants as people and programs write them: ISO 8601 with any zone, without one UTC, to the microsecond."""

import re
from datetime import UTC, datetime, timedelta, timezone

# Beyond these an instant is a slip of the pen, and a report could not clip it.
FIRST_INSTANT, END_OF_INSTANTS = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
SHOWN = 60

_INSTANT = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"([T ](?P<clock>[0-9]{2}:[0-9]{2}(:[0-9]{2})?)([.,](?P<fraction>[0-9]+))?)?"
    r" ?(Z|(?P<sign>[+-])(?P<hours>[0-9]{2})(:?(?P<minutes>[0-9]{2}))?)?",
    re.IGNORECASE,
)


def read_instant(value: object) -> datetime:
    """An instant in UTC, of text or of a datetime; a day alone is its beginning, digits beyond the sixth are cut off.

    Raises `ValueError` with a sentence that says how to write one.
    """
    instant = value if isinstance(value, datetime) else _from_text(value)
    if instant is None:
        raise ValueError(f"{shown(value)} is no instant; write it like 2026-03-01T12:00:00Z")
    instant = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    if not FIRST_INSTANT <= instant < END_OF_INSTANTS:
        years = f"{FIRST_INSTANT.year} to {END_OF_INSTANTS.year - 1}"
        raise ValueError(f"{shown(value)} lies outside of the years {years}")
    return instant.astimezone(UTC)


def write_instant(instant: datetime) -> str:
    """An instant as everything here writes it: in UTC, with a Z."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def shown(value: object) -> str:
    """A value as a message quotes it."""
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _from_text(value: object) -> datetime | None:
    found = _INSTANT.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        return None
    parts = found.groupdict()
    ahead = timedelta(hours=int(parts["hours"] or 0), minutes=int(parts["minutes"] or 0))
    try:
        instant = datetime.fromisoformat(f"{parts['day']}T{parts['clock'] or '00:00'}")
        zone = timezone(-ahead if parts["sign"] == "-" else ahead)
    except ValueError:
        return None
    microsecond = int(f"{parts['fraction'] or '':0<6}"[:6])
    return instant.replace(microsecond=microsecond, tzinfo=zone)
