"""Ids that JSON lines give as bare numbers, as they are written there: 1, 1.0 and 1e0 are three ids."""

import json

import polars as pl

from warehouse.parsing.named_values import Lines

# Polars writes all numbers in decimal places; only what looks like one of those may have been written differently.
_WRITTEN_BY_POLARS = r"^-?[0-9]+(?:\.[0-9]+)?$"


def rows_of_odd_numbers(lines: Lines, frame: pl.DataFrame, name: str) -> pl.Series:
    """Where in the frame `name` may be a number with a fraction, an exponent or a minus before 0."""
    at = frame[name].str.contains(_WRITTEN_BY_POLARS).fill_null(False).arg_true()
    if not len(at):
        return at
    texts = lines.texts.gather(frame["row"].gather(at))
    return at.filter(texts.str.contains(_odd_number_of(name)) | texts.str.contains("\\u", literal=True))


def number_as_written(line: str, name: str) -> str | None:
    """The first member of that name, a number as the line has it; None if the line is nested too deeply."""
    try:
        given = json.loads(line, parse_float=str, parse_int=str, object_pairs_hook=_first_of_each)
    except RecursionError:
        return None
    return str(given[name])


def _odd_number_of(name: str) -> str:
    quoted = json.dumps(name, ensure_ascii=False)
    return pl.escape_regex(quoted).replace("/", r"\\?/") + r"[ \t\r]*:[ \t\r]*(?:-?[0-9]+[.eE]|-0)"


def _first_of_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """As Polars reads a name that stands twice."""
    return dict(reversed(pairs))
