"""Attributes: JSON objects that PostgreSQL's jsonb will take."""

import json
from collections.abc import Iterable

import polars as pl

from warehouse.events import QuarantineReason
from warehouse.parsing.columns import Column, fault_at
from warehouse.parsing.faults import faults, shown
from warehouse.parsing.json_objects import LONE_SURROGATE, has_lone_surrogate

_NUL_ESCAPE = r"(?:^|[^\\])(?:\\\\)*\\u0000"
_SURROGATE_ESCAPE = r"(?i)\\ud[89a-f]"


def read_objects(label: str, raw: pl.Series) -> Column:
    """JSON objects as text, without NUL and without half surrogate pairs, neither of which jsonb can hold."""
    texts = _as_texts(raw)
    if texts.null_count() == len(texts):
        return Column(texts)
    has_nul = (texts.str.contains("\0", literal=True) | texts.str.contains(_NUL_ESCAPE)).fill_null(False)
    found = [fault_at(has_nul, texts, QuarantineReason.NUL_BYTE, lambda _: f"{label} hold a NUL character")]
    suspects = texts.is_not_null()
    if _are_objects(texts.unique().drop_nulls()):
        suspects &= texts.str.contains(_SURROGATE_ESCAPE)
    rows = [row for row in suspects.arg_true() if not _is_object(texts[row])]
    spoilt = [row for row in rows if _holds_half_a_pair(texts[row])]
    found.append(faults(spoilt, QuarantineReason.INVALID_UTF8, f"{label} hold {LONE_SURROGATE}"))
    others = sorted(set(rows) - set(spoilt))
    details = [f"{label} are no JSON object: {shown(texts[row])}" for row in others]
    return Column(texts, (*found, faults(others, QuarantineReason.UNPARSEABLE, details)))


def _as_texts(raw: pl.Series) -> pl.Series:
    if not raw.dtype.is_nested():
        return raw.cast(pl.String, strict=False)
    if not isinstance(raw.dtype, pl.Struct) or not _can_be_encoded(raw.dtype):
        return pl.Series(raw.name, map(_written, raw), dtype=pl.String)
    absent = pl.Series(raw.name, [None], dtype=pl.String).new_from_index(0, len(raw))
    return raw.struct.json_encode().zip_with(raw.is_not_null(), absent)


def _can_be_encoded(dtype: pl.DataType) -> bool:
    """Whether Polars can write the type as JSON."""
    if isinstance(dtype, pl.Struct):
        return all(_can_be_encoded(field.dtype) for field in dtype.fields)  # type: ignore[arg-type]
    if isinstance(dtype, pl.List | pl.Array):
        return _can_be_encoded(dtype.inner)  # type: ignore[arg-type]
    return not dtype.is_nested() and dtype != pl.Binary


def _written(value: object) -> str | None:
    """A value as JSON text, with what JSON has no type for as Python writes it."""
    if isinstance(value, pl.Series):
        value = value.to_list()
    return None if value is None else json.dumps(value, default=str, ensure_ascii=False)


def _are_objects(texts: Iterable[str]) -> bool:
    """Whether all texts are JSON objects, asked at once."""
    content = "\n".join(texts)
    try:
        pl.read_ndjson(content.encode(), schema={"none": pl.String})
    except pl.exceptions.ComputeError:
        return False
    return True


def _is_object(text: str) -> bool:
    if not _are_objects([text]):
        return False
    try:
        return not has_lone_surrogate(json.loads(text))
    except (ValueError, RecursionError):
        return False


def _holds_half_a_pair(text: str) -> bool:
    try:
        return has_lone_surrogate(json.loads(text))
    except (ValueError, RecursionError):
        return False
