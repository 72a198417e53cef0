"""What the fields of a record may hold: ids, texts, instants and numbers, each refused with a sentence."""

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from warehouse.events import MAX_NAME_BYTES, QuarantineReason
from warehouse.reference.kinds import RESERVED

# Beyond these an instant is a slip of the pen, and reports could not clip it.
FIRST_INSTANT, END_OF_INSTANTS = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
# With these bounds a single event from the first instant to the last makes some 2e24 cents, which every figure holds.
MAX_RATE_CENTS, MAX_QTY, QTY_PLACES = 10**9, 10**9, 9
MAX_DESCRIPTION_BYTES = 2_000
SHOWN = 60

_INSTANT = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"([T ](?P<clock>[0-9]{2}:[0-9]{2}(:[0-9]{2})?)([.,](?P<fraction>[0-9]+))?)?"
    r" ?(Z|(?P<sign>[+-])(?P<hours>[0-9]{2})(:?(?P<minutes>[0-9]{2}))?)?",
    re.IGNORECASE,
)
_UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")


def wrong(reason: QuarantineReason, sentence: str) -> PydanticCustomError:
    """The error of a field, with its reason and its sentence."""
    return PydanticCustomError(reason.value, "{said}", {"said": sentence})


def shown(value: object) -> str:
    """A value as a message quotes it."""
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def read_instant(value: object) -> datetime:
    """An instant in UTC, to the microsecond; one without a zone is UTC, further digits are cut off."""
    instant = value if isinstance(value, datetime) else _from_text(value)
    if instant is None:
        sentence = f"{shown(value)} is no instant; write it like 2026-03-01T12:00:00Z"
        raise wrong(QuarantineReason.IMPOSSIBLE_DATE, sentence)
    instant = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    if not FIRST_INSTANT <= instant < END_OF_INSTANTS:
        sentence = f"{shown(value)} lies outside of the years {FIRST_INSTANT.year} to {END_OF_INSTANTS.year - 1}"
        raise wrong(QuarantineReason.IMPOSSIBLE_DATE, sentence)
    return instant.astimezone(UTC)


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


def _text(value: object, most: int) -> str:
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str):
        raise wrong(QuarantineReason.WRONG_VALUE, f"{shown(value)} is no text")
    if not text.strip():
        raise wrong(QuarantineReason.MISSING_FIELD, "is blank")
    if "\x00" in text:
        raise wrong(QuarantineReason.NUL_BYTE, "holds a NUL character")
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise wrong(QuarantineReason.INVALID_UTF8, "holds half of a surrogate pair") from None
    if size > most:
        raise wrong(QuarantineReason.OUT_OF_RANGE, f"has {size:,} bytes; at most {most:,} are taken")
    return text


def _name(value: object) -> str:
    return _text(value, MAX_NAME_BYTES)


def _id(value: object) -> str:
    text = _name(value)
    if text == RESERVED:
        sentence = f"{RESERVED!r} is what stands where nobody is named, and can be no id"
        raise wrong(QuarantineReason.WRONG_VALUE, sentence)
    return text


def _uuid(value: object) -> str:
    text = str(value).lower() if isinstance(value, (str, UUID)) else ""
    if not _UUID.fullmatch(text):
        raise wrong(QuarantineReason.WRONG_VALUE, f"{shown(value)} is no UUID")
    return text


def _number(value: object) -> Decimal:
    text = str(value).strip() if isinstance(value, (str, int, float, Decimal)) and not isinstance(value, bool) else ""
    if not _NUMBER.fullmatch(text):
        raise wrong(QuarantineReason.WRONG_VALUE, f"{shown(value)} is no number")
    try:
        return Decimal(text)
    except InvalidOperation:  # pragma: no cover: the pattern lets no such text through
        raise wrong(QuarantineReason.WRONG_VALUE, f"{shown(value)} is no number") from None


def _qty(value: object) -> Decimal:
    number = _number(value)
    if not 0 <= number < MAX_QTY:
        raise wrong(QuarantineReason.OUT_OF_RANGE, f"{shown(value)} is not between 0 and {MAX_QTY:,}")
    if number != round(number, QTY_PLACES):
        raise wrong(QuarantineReason.OUT_OF_RANGE, f"{shown(value)} has more than {QTY_PLACES} decimal places")
    # Equal numbers are written the same: 100, 1E+2 and 100.0 as 100.
    return Decimal(format(abs(number).normalize(), "f"))


def _cents(value: object) -> int:
    number = _number(value)
    if number != number.to_integral_value():
        raise wrong(QuarantineReason.WRONG_VALUE, f"{shown(value)} is no whole number of cents")
    if not 0 <= number <= MAX_RATE_CENTS:
        raise wrong(QuarantineReason.OUT_OF_RANGE, f"{shown(value)} is not between 0 and {MAX_RATE_CENTS:,}")
    return int(number)


def _currency(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch("[A-Z]{3}", value):
        raise wrong(QuarantineReason.WRONG_VALUE, f"{shown(value)} is no currency code such as EUR")
    return value


def one_of(*words: str) -> BeforeValidator:
    """One of a few words."""

    def read(value: Any) -> str:
        if value not in words:
            *first, last = words
            sentence = f"{shown(value)} is neither {', '.join(first)} nor {last}"
            raise wrong(QuarantineReason.WRONG_VALUE, sentence)
        return str(value)

    return BeforeValidator(read)


Instant = Annotated[datetime, BeforeValidator(read_instant)]
Name = Annotated[str, BeforeValidator(_name)]
Id = Annotated[str, BeforeValidator(_id)]
Uuid = Annotated[str, BeforeValidator(_uuid)]
Description = Annotated[str, BeforeValidator(lambda value: _text(value, MAX_DESCRIPTION_BYTES))]
Qty = Annotated[Decimal, BeforeValidator(_qty)]
Cents = Annotated[int, BeforeValidator(_cents)]
Currency = Annotated[str, BeforeValidator(_currency)]
