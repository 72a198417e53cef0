"""Which of the wanted members a chunk of JSON lines has at all: each one asked for costs time in every line."""

import json

from warehouse.parsing.json_objects import has_unicode_escape
from warehouse.parsing.named_values import Lines

# Asking for a few absent members costs less than looking for them.
FEW_NAMES = 8
SAMPLED_LINES = 20


class MemberNames:
    """The wanted names and those found in the file so far."""

    def __init__(self, wanted: set[str]) -> None:
        self.wanted = wanted
        self.found: set[str] = set()

    def worth_asking(self, lines: Lines) -> list[str]:
        """Every wanted name that the lines may have a member of; never leaves one out that they have."""
        if not self.found:
            self.found = self.wanted & {name for text in lines.texts.head(SAMPLED_LINES) for name in _names_in(text)}
        others = sorted(self.wanted - self.found)
        if len(others) <= FEW_NAMES or has_unicode_escape(lines.content):
            return sorted(self.wanted)
        quoted = [json.dumps(name, ensure_ascii=False) for name in others]
        if lines.texts.str.contains_any(quoted).any():
            self.found |= {
                name
                for name, text in zip(others, quoted, strict=True)
                if lines.texts.str.contains(text, literal=True).any()
            }
        return sorted(self.found) or sorted(self.wanted)[:1]


def _names_in(text: str) -> list[str]:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return list(given) if isinstance(given, dict) else []
