"""Of what an event says besides, the part that meters read: bills rest on it, also after its person was erased."""

import json
import re
from collections.abc import Collection, Iterator

import psycopg

_DECODER = json.JSONDecoder(strict=False)
_BETWEEN = re.compile(r"[\s,:]*")


def read_metered_attributes(connection: psycopg.Connection) -> frozenset[str]:
    """The names of the attributes that any meter ever read."""
    row = connection.execute("select raw.metered_attributes()").fetchone()
    return frozenset(row[0] if row else ())


def only_metered(attributes: str, names: Collection[str]) -> str | None:
    """The members of a JSON object that bear one of the names, as they are written; None without any."""
    try:
        kept = [member for name, member in _members(attributes) if name in names]
    except (RecursionError, ValueError):
        return None
    return f"{{{', '.join(kept)}}}" if kept else None


def _members(text: str) -> Iterator[tuple[str, str]]:
    at = _after(text, text.index("{") + 1)
    while text[at] != "}":
        name, end = _DECODER.raw_decode(text, at)
        _, end = _DECODER.raw_decode(text, _after(text, end))
        yield name, text[at:end]
        at = _after(text, end)


def _after(text: str, at: int) -> int:
    """Where the next name, value or end begins."""
    found = _BETWEEN.match(text, at)
    return found.end() if found else at
