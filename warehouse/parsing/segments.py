"""One segment of a path as an endpoint may show it: words stay, ids become `{id}`."""

import re
from urllib.parse import unquote_to_bytes

ID = "{id}"
MAX_SEGMENT = 48
# Longer ones are not looked at: a pattern may take time that grows with the square of its text.
MAX_READ = 300

_UUID = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")
_EMAIL = re.compile(r"[^@]+@[^@]+")
_ONLY_DIGITS = re.compile(r"[-0-9._:,+ ]*[0-9][-0-9._:,+ ]*")
_TOKEN = re.compile(r"[0-9A-Za-z]+")
_HEX = re.compile(r"(?=[a-fA-F]*[0-9])(?=[0-9]*[a-fA-F])[0-9a-fA-F]{8,}|[0-9a-fA-F]{16,}")
_DIGIT_RUN = re.compile(r"[0-9]{3,}")
_WORDS = re.compile(r"[A-Za-z0-9._~$@:+{}-]+")
_REPEATED = re.compile(r"\{id\}(?:[-._~:+]*\{id\})+")


def segment_name(segment: str) -> str:
    """The segment if it is a word; `{id}` in place of numbers, UUIDs, hashes, e-mail addresses and opaque tokens.

    An id may be part of a segment (`order-83121` → `order-{id}`). What is no plain ASCII after percent-decoding, or
    longer than 48 characters, is no word. One or two digits inside a word stay (`v2`, `product_1`).
    """
    if len(segment) > MAX_READ:
        return ID
    try:
        text = unquote_to_bytes(segment).decode()
    except UnicodeDecodeError:
        return ID
    if text == ID:
        return ID
    if not _WORDS.fullmatch(text) or _ONLY_DIGITS.fullmatch(text) or _EMAIL.fullmatch(text):
        return ID
    text = _UUID.sub(ID, text)
    name = _REPEATED.sub(ID, "{id}".join(_DIGIT_RUN.sub(ID, _TOKEN.sub(_word, part)) for part in text.split(ID)))
    return name if len(name) <= MAX_SEGMENT else ID


def _word(match: re.Match[str]) -> str:
    return ID if _is_opaque(match[0]) else match[0]


def _is_opaque(token: str) -> bool:
    """Hexadecimal from 8 characters on, mixed kinds of characters from 8 or 16 on, anything from 24 on."""
    if len(token) < 8:
        return False
    has_digit = any(letter.isdigit() for letter in token)
    has_both_cases = token != token.lower() and token != token.upper()
    if _HEX.fullmatch(token) or len(token) >= 24:
        return True
    mixes = has_both_cases or len(token) >= 16 if has_digit else has_both_cases and len(token) >= 16
    return mixes and not _is_camel_case(token)


def _is_camel_case(token: str) -> bool:
    """`getCustomerAPIKeys`, `listOrdersV2`: few capitals among letters, and at most two digits, behind them."""
    word = token.rstrip("0123456789")
    capitals = sum(letter.isupper() for letter in word)
    return word.isalpha() and len(token) - len(word) <= 2 and 3 * capitals <= len(word)
