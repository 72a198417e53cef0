"""By what a text names a person: their id, or an address or a user agent that is theirs alone."""

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from urllib.parse import unquote

from warehouse.ledger.pseudonyms import pseudonym
from warehouse.parsing.escapes import unescaped

ERASED = "(erased)"
# A shorter id is a number or a word like any other: it names its user only in a text that names the client too. A
# shorter address or user agent names nobody.
TELLING_CHARACTERS = 4
Spans = list[tuple[int, int]]

_JSON_ESCAPE = re.compile(r'((?:\\u[0-9a-fA-F]{4})+)|\\(["\\/])')


class Traces(ABC):
    """Finds them where they are words of their own, plain or as JSON, URLs, CSV and web servers' logs escape them."""

    @abstractmethod
    def spans(self, text: str) -> Spans:
        """Where the text itself has a trace, escapes aside: from a character to before another."""

    def holds(self, text: str) -> bool:
        """Whether the text names the person, however it is escaped."""
        return any(self.spans(reading) for reading in _readings(text))

    def redacted(self, text: str) -> str:
        """The text with every trace blotted out; all of it if a trace is escaped."""
        kept, end = [], 0
        for start, after in sorted(self.spans(text)):
            if start >= end:
                kept += [text[end:start], ERASED]
            end = max(end, after)
        blotted = "".join([*kept, text[end:]])
        return ERASED if self.holds(blotted) else blotted


class PlainTraces(Traces):
    """Traces whose values are known: the id of a client's user, and other values of theirs."""

    def __init__(self, client_id: str, user_id: str, others: Collection[str] = ()) -> None:
        self.client_id, self.user_id = client_id, user_id
        self.telling = [value for value in (user_id, *others) if len(value) >= TELLING_CHARACTERS]
        self._telling = _pattern(self.telling)
        self._id = _pattern([user_id])

    def spans(self, text: str) -> Spans:
        """Where the values stand."""
        found = [match.span() for match in self._telling.finditer(text)] if self._telling else []
        if len(self.user_id) < TELLING_CHARACTERS and self._id and self.client_id in text:
            found += [match.span() for match in self._id.finditer(text)]
        return found


class KeyedTraces(Traces):
    """Traces of which only the keyed digests are known, by kind, and how long the values are.

    `known`: for each (kind, digest) the clients whose user it is; none for what belongs to no client.
    """

    def __init__(self, key: bytes, known: Mapping[tuple[str, bytes], Collection[str]], lengths: Sequence[int]) -> None:
        self.key, self.known, self.lengths = key, known, sorted(set(lengths))
        self.kinds = sorted({kind for kind, _ in known})

    def spans(self, text: str) -> Spans:
        """Where a piece of one of the lengths, between the edges of words, has one of the digests."""
        if not self.known:
            return []
        edges = [place for place in range(len(text) + 1) if _is_edge(text, place)]
        ends = frozenset(edges)
        pieces = ((start, start + length) for start in edges for length in self.lengths if start + length in ends)
        return [(start, end) for start, end in pieces if self._is_trace(text[start:end], text)]

    def _is_trace(self, piece: str, text: str) -> bool:
        for kind in self.kinds:
            clients = self.known.get((kind, pseudonym(self.key, kind, piece)))
            if clients is not None:
                return len(piece) >= TELLING_CHARACTERS or any(client in text for client in clients)
        return False


def _pattern(values: Collection[str]) -> re.Pattern[str] | None:
    """Any of the values, not as a part of a longer word; the longest first."""
    if not values:
        return None
    return re.compile("|".join(map(_as_word, sorted(values, key=len, reverse=True))))


def _as_word(value: str) -> str:
    before = r"(?<![^\W_])" if value[:1].isalnum() else ""
    after = r"(?![^\W_])" if value[-1:].isalnum() else ""
    return before + re.escape(value) + after


def _is_edge(text: str, place: int) -> bool:
    return not (0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum())


def _readings(text: str) -> Iterator[str]:
    """The text as it stands, and as it reads if it is escaped."""
    yield text
    for reading in (_json_unescaped(text), unescaped(text), unquote(text), text.replace('""', '"')):
        if reading is not None and reading != text:
            yield reading


def _json_unescaped(text: str) -> str:
    return _JSON_ESCAPE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    if match[2]:
        return match[2]
    units = bytes.fromhex(match[1].replace("\\u", ""))
    return units.decode("utf-16-be", "replace")
