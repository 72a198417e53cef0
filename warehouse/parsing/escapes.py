"""Escapes that nginx (`\\x22`) and Apache (`\\"`, `\\n`, `\\xhh`) write inside quoted fields."""

import re

_ESCAPE = re.compile(rb'\\(?:x([0-9A-Fa-f]{2})|(["\\nrtvb]))')
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v", b"b": b"\b"}


def unescaped(text: str | None) -> str | None:
    """The text as it was sent; as it was written where that would be no printable UTF-8."""
    if text is None or "\\" not in text:
        return text
    try:
        sent = _ESCAPE.sub(_byte, text.encode()).decode()
    except UnicodeDecodeError:
        return text
    return sent if sent.isprintable() else text


def _byte(match: re.Match[bytes]) -> bytes:
    if match[1]:
        return bytes.fromhex(match[1].decode())
    return _LETTERS.get(match[2], match[2])
