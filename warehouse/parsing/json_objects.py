"""Single JSON lines, looked at one by one: what is wrong with them, and what Polars cannot say about them."""

import json
from collections.abc import Collection

from warehouse.events import QuarantineReason
from warehouse.parsing.faults import shown

Fault = tuple[QuarantineReason, str]
NESTED_TOO_DEEPLY = "not JSON: nested too deeply"
LONE_SURROGATE = "a lone surrogate, which no UTF-8 text can"


def has_unicode_escape(content: bytes) -> bool:
    """Whether `\\u…` may stand in the bytes. A single byte is found ten times as fast as two, and seldom there."""
    return b"\\" in content and b"\\u" in content


def complaint(line: str) -> str:
    """Why the line is no JSON object that can be read."""
    try:
        given = json.loads(line.strip(), parse_constant=_refuse)
        is_spoilt = has_lone_surrogate(given)
    except RecursionError:
        return NESTED_TOO_DEEPLY
    except ValueError as error:
        return f"not JSON: {_reason(error)}: {shown(line.strip())}"
    if not isinstance(given, dict):
        return f"JSON, but no object: {shown(line.strip())}"
    if is_spoilt:
        return f"not JSON that can be read: it holds {LONE_SURROGATE}"
    return "not JSON that can be read: a number or the nesting goes too far"


def is_object(line: str) -> bool:
    """Whether Python takes the line for a JSON object."""
    try:
        return isinstance(json.loads(line, parse_constant=_refuse), dict)
    except (ValueError, RecursionError):
        return False


def nested_member(line: str, names: Collection[str]) -> Fault | None:
    """The fault of a line that has an object or an array where one value belongs."""
    try:
        given = json.loads(line)
    except RecursionError:
        return QuarantineReason.UNPARSEABLE, NESTED_TOO_DEEPLY
    for name in names:
        if isinstance(given.get(name), dict | list):
            return QuarantineReason.UNPARSEABLE, f"{name} is no single value: {shown(json.dumps(given[name]))}"
    return None


def member_text(line: str, name: str) -> str | None:
    """A member as JSON text, written as Polars writes it; None if it is absent or null."""
    try:
        value = json.loads(line).get(name)
        if value is None or isinstance(value, str):
            return value
        text = json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return NESTED_TOO_DEEPLY
    return text if text.isascii() or not has_lone_surrogate(text) else json.dumps(value)


def has_lone_surrogate(value: object) -> bool:
    """Whether half of a surrogate pair, such as "\\ud800", stands in a JSON value; raises `RecursionError`."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} (character {error.pos + 1})"
    return str(error).split(";")[0]
