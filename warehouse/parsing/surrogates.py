"""Halves of surrogate pairs, such as "\\ud800", which JSON can write and no UTF-8 text can hold."""

import json
from collections.abc import Collection

import polars as pl

from warehouse.events import QuarantineReason
from warehouse.parsing.faults import faults
from warehouse.parsing.json_objects import LONE_SURROGATE, has_lone_surrogate, has_unicode_escape
from warehouse.parsing.named_values import Lines

_HALF = r"\\u[dD][89a-fA-F]"
_PAIR_OR_BACKSLASH = r"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"


def lone_surrogates(lines: Lines, names: Collection[str]) -> pl.DataFrame:
    """Faults of JSON lines with one in a member of these names."""
    suspects = _rows_with_halves(lines)
    named = {row: name for row in suspects if (name := _spoilt_member(lines.texts[row], names))}
    details = [f"{name} holds {LONE_SURROGATE}" for name in named.values()]
    return faults(list(named), QuarantineReason.INVALID_UTF8, details)


def _rows_with_halves(lines: Lines) -> list[int]:
    if not has_unicode_escape(lines.content):
        return []
    rows = lines.texts.str.contains(_HALF).arg_true()
    rest = lines.texts.gather(rows).str.replace_all(_PAIR_OR_BACKSLASH, ".")
    return rows.filter(rest.str.contains(_HALF)).to_list()


def _spoilt_member(line: str, names: Collection[str]) -> str | None:
    try:
        given = json.loads(line)
        members = given.items() if isinstance(given, dict) else ()
        return next((name for name, value in members if name in names and has_lone_surrogate(value)), None)
    except (ValueError, RecursionError):
        return None
