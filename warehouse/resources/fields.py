"""What the fields of a record may hold: ids, texts, instants and numbers, each refused with a sentence."""

import re
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from warehouse.events import MAX_NAME_BYTES, QuarantineReason
from warehouse.instants import read_instant, shown
from warehouse.reference.record import RESERVED

# With these bounds a single event from the first instant to the last makes some 2e24 cents, which every figure holds.
MAX_RATE_CENTS, MAX_QTY, QTY_PLACES = 10**9, 10**9, 9
MAX_DESCRIPTION_BYTES = 2_000
# Bytes of a petabyte; a hundred thousand million such changes still make a figure that reports can hold.
MAX_LEVEL = 10**15

_UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")


def wrong(reason: QuarantineReason, sentence: str) -> PydanticCustomError:
    """The error of a field, with its reason and its sentence."""
    return PydanticCustomError(reason.value, "{said}", {"said": sentence})


def _instant(value: object) -> datetime:
    try:
        return read_instant(value)
    except ValueError as error:
        raise wrong(QuarantineReason.IMPOSSIBLE_DATE, str(error)) from None


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
    return _between(value, 0, MAX_QTY)


def _between(value: object, least: int, end: int) -> Decimal:
    number = _number(value)
    if not least <= number < end:
        raise wrong(QuarantineReason.OUT_OF_RANGE, f"{shown(value)} is not between {least:,} and {end:,}")
    if number != round(number, QTY_PLACES):
        raise wrong(QuarantineReason.OUT_OF_RANGE, f"{shown(value)} has more than {QTY_PLACES} decimal places")
    # Equal numbers are written the same: 100, 1E+2 and 100.0 as 100, and -0 as 0.
    return Decimal(format(number.normalize() + 0, "f"))


def _flag(value: object) -> bool:
    said = value.strip().lower() if isinstance(value, str) else value
    if isinstance(said, bool) or said in ("true", "false"):
        return said in (True, "true")
    raise wrong(QuarantineReason.WRONG_VALUE, f"{shown(value)} is neither true nor false")


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


Instant = Annotated[datetime, BeforeValidator(_instant)]
Name = Annotated[str, BeforeValidator(_name)]
Id = Annotated[str, BeforeValidator(_id)]
Uuid = Annotated[str, BeforeValidator(_uuid)]
Description = Annotated[str, BeforeValidator(lambda value: _text(value, MAX_DESCRIPTION_BYTES))]
Qty = Annotated[Decimal, BeforeValidator(_qty)]
Level = Annotated[Decimal, BeforeValidator(lambda value: _between(value, 0, MAX_LEVEL))]
Increment = Annotated[Decimal, BeforeValidator(lambda value: _between(value, 1 - MAX_LEVEL, MAX_LEVEL))]
Flag = Annotated[bool, BeforeValidator(_flag)]
Cents = Annotated[int, BeforeValidator(_cents)]
Currency = Annotated[str, BeforeValidator(_currency)]
