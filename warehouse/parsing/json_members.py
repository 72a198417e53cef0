"""Which of the wanted members a chunk of JSON lines has at all: each one asked for costs time in every line."""

import json

from warehouse.parsing.json_objects import has_unicode_escape
from warehouse.parsing.named_values import Lines

# Asking for a few absent members costs less than looking for them.
FEW_NAMES = 8
SAMPLED_LINES = 20


class MemberNames:
    """The wanted names and those found in the file so far.

    Chunks are read in several threads: what one has found is a gain for the others, never something to rely on.
    """

    def __init__(self, wanted: set[str]) -> None:
        self.wanted = wanted
        self.found: frozenset[str] = frozenset()

    def worth_asking(self, lines: Lines) -> list[str]:
        """Every wanted name that the lines may have a member of; never leaves one out that they have."""
        found = self.found or frozenset(name for text in lines.texts.head(SAMPLED_LINES) for name in _names_in(text))
        others = sorted(self.wanted - found)
        if len(others) <= FEW_NAMES or has_unicode_escape(lines.content):
            return sorted(self.wanted)
        quoted = [json.dumps(name, ensure_ascii=False) for name in others]
        if lines.texts.str.contains_any(quoted).any():
            texts = zip(others, quoted, strict=True)
            found |= {name for name, text in texts if lines.texts.str.contains(text, literal=True).any()}
        self.found = found
        return sorted(found & self.wanted) or others[:1]


def _names_in(text: str) -> list[str]:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return list(given) if isinstance(given, dict) else []
