"""How a report says that a word is not known: what is allowed, and what was probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches

from warehouse.errors import ReportError


def require_known(what: str, given: Iterable[str], allowed: Iterable[str]) -> None:
    """Raises `ReportError` for the first given word that is not allowed, with the nearest one and the whole list."""
    known = tuple(allowed)
    for word in given:
        if word not in known:
            near = get_close_matches(word.lower(), known, n=1, cutoff=0.6)
            meant = f" Did you mean {near[0]}?" if near else ""
            raise ReportError(f"There is no {what} {word!r}.{meant} Allowed: {', '.join(known)}.")


def require_unique(what: str, given: Iterable[str]) -> None:
    """Raises `ReportError` if a word is given twice."""
    seen: set[str] = set()
    for word in given:
        if word in seen:
            raise ReportError(f"The {what} {word!r} is given twice.")
        seen.add(word)


def sentence_list(words: Iterable[str]) -> str:
    """`a, b and c`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def is_plain(text: str) -> bool:
    """Whether a database can hold it: no NUL, and nothing that UTF-8 cannot say, as a broken byte of an argument."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
