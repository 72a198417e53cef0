"""What the patterns of all access log formats share, in the syntax of a regex engine that no line can make slow.

A strict pattern has one branch per next byte throughout: only such a pattern runs on the engine's one-pass automaton,
three times as fast. A `.` before the line's end, or two ways to match a quote, would lose it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import polars as pl

# A group's name, empty for what is never asked for, and its pattern.
Piece = tuple[str, str]

QUOTED = r'"(?:[^"\\]|\\.)*"'
STRICT_TRAILING = r'("[^"\\]*"|[^ "\r\n]+)'
_LENIENT_TRAILING = rf' ({QUOTED}|[^ "]+)'
LINE_END = r"\r?\n?$"


@dataclass(frozen=True)
class LineForm:
    """How the lines of one source are taken apart: `strict` fits nearly all of them, `lenient` what is left.

    `fields` are those a source wants, `escaped` the lenient groups in which escapes are undone, `trailing` the fields
    behind a line; `finish` makes the fields out of the groups of either pattern.
    """

    strict: str
    strict_groups: tuple[str, ...]
    lenient: str
    lenient_groups: tuple[str, ...]
    escaped: tuple[str, ...]
    fields: tuple[str, ...]
    trailing: tuple[str, ...]
    finish: Callable[[pl.DataFrame], pl.DataFrame]


def joined(pieces: Iterable[Piece], wanted: set[str]) -> str:
    """The pieces on end, with a group for each that is wanted."""
    return "".join(text if name in wanted or not name else text.replace("(", "(?:", 1) for name, text in pieces)


def trailing_pattern(count: int) -> str:
    """The first `count` fields behind a line, each a group, null from the first that is absent."""
    pattern = ""
    for _ in range(count):
        pattern = f"(?:{_LENIENT_TRAILING}{pattern})?"
    return "^" + pattern


def named(pieces: Sequence[Piece], wanted: set[str]) -> tuple[str, ...]:
    """The names of the groups that `joined` makes."""
    return tuple(name for name, _ in pieces if name in wanted)
