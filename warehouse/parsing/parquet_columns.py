"""Parquet columns of any type, as columns that every later step can read without failing on a value."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import polars as pl
import pyarrow as pa

from warehouse.events import QuarantineReason
from warehouse.parsing.faults import faults, first_of_each_row

# Types whose values are told apart from text; those of all others, such as durations, are read as text.
_KNOWN_TYPES = (
    pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal128, pa.types.is_date, pa.types.is_timestamp,
    pa.types.is_string, pa.types.is_large_string, pa.types.is_binary,
    pa.types.is_large_binary, pa.types.is_binary_view, pa.types.is_fixed_size_binary, pa.types.is_null,
)  # fmt: skip
# Python has the years 1 to 9999, and a time zone moves a time by up to a day.
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - as Arrow and Polars count
_SPAN = tuple((datetime(year, 1, 1) - _EPOCH) // timedelta(milliseconds=1) for year in (2, 9999))  # noqa: DTZ001
_PER_MILLISECOND = {"ms": 1, "us": 1000}
_MILLISECONDS_PER_DAY = 86_400_000


def as_frame(batch: pa.RecordBatch) -> pl.DataFrame:
    """The batch with texts as strings; raises `pa.ArrowException` if its bytes contradict themselves.

    Text that is no UTF-8 stays binary, fixed-width bytes become hex digits, what Polars cannot hold becomes JSON text.
    """
    columns = {name: _column(batch.column(at)) for at, name in enumerate(batch.schema.names)}
    return pl.DataFrame(columns, schema={name: column.dtype for name, column in columns.items()})


def out_of_reach(frame: pl.DataFrame) -> pl.DataFrame:
    """Faults of rows with a date or time so far away that it is none."""
    found = [
        faults(
            (~within).fill_null(False).arg_true().to_numpy(),
            QuarantineReason.IMPOSSIBLE_DATE,
            f"{within.name} is no date between the years 1 and 9999",
        )
        for within in _within(frame)
    ]
    return first_of_each_row(found)


def showable(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame without the values that `out_of_reach` finds, so that rows of it can be written."""
    far = [within for within in _within(frame) if not within.all()]
    return frame.with_columns(pl.when(within).then(frame[within.name]).alias(within.name) for within in far)


def _within(frame: pl.DataFrame) -> Iterator[pl.Series]:
    """For each column of dates or times, which of its values are within reach."""
    least, most = _SPAN
    for name, dtype in frame.schema.items():
        if dtype == pl.Date:
            yield frame[name].to_physical().is_between(least // _MILLISECONDS_PER_DAY, most // _MILLISECONDS_PER_DAY)
        elif isinstance(dtype, pl.Datetime) and dtype.time_unit in _PER_MILLISECOND:
            factor = _PER_MILLISECOND[dtype.time_unit]
            yield frame[name].to_physical().is_between(least * factor, most * factor)


def _column(values: pa.Array) -> pl.Series:
    if isinstance(values, pa.ExtensionArray):
        values = values.storage
    kind = values.type
    if pa.types.is_nested(kind):
        return pl.Series(pl.from_arrow(values)) if _is_sound(values) else _json_texts(values)
    if not any(is_known(kind) for is_known in _KNOWN_TYPES):
        values = _as_text(values)
    if values.type in (pa.string(), pa.large_string()):
        values = _binary_unless_utf8(values)
    column = _from_arrow(values)
    if pa.types.is_fixed_size_binary(kind):
        return column.cast(pl.Binary).bin.encode("hex")
    return column.fill_nan(None) if column.dtype.is_float() else column


def _as_text(values: pa.Array) -> pa.Array:
    try:
        return values.cast(pa.string())
    except pa.ArrowIndexError:
        raise
    except pa.ArrowException:
        # A dictionary of bytes that are no UTF-8.
        return values.dictionary_decode() if pa.types.is_dictionary(values.type) else _json_texts(values).to_arrow()


def _binary_unless_utf8(values: pa.Array) -> pa.Array:
    try:
        values.validate(full=True)
    except pa.ArrowInvalid:
        return values.view(pa.binary() if values.type == pa.string() else pa.large_binary())
    return values


def _from_arrow(values: pa.Array) -> pl.Series:
    try:
        return pl.Series(pl.from_arrow(values))
    except pl.exceptions.ComputeError:
        # A time zone nobody knows; the instants are counted in UTC all the same.
        return pl.Series(pl.from_arrow(values.view(pa.timestamp(values.type.unit, "UTC"))))


def _is_sound(values: pa.Array) -> bool:
    """Whether Polars can hold the nested values and write each of them."""
    try:
        values.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return all(map(_is_sound_leaf, _leaves(values)))


def _leaves(values: pa.Array) -> Iterator[pa.Array]:
    kind = values.type
    if pa.types.is_struct(kind):
        for field in values.flatten():
            yield from _leaves(field)
    elif pa.types.is_map(kind):
        yield from _leaves(values.keys)
        yield from _leaves(values.items)
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        yield from _leaves(values.flatten())
    else:
        yield values


def _is_sound_leaf(values: pa.Array) -> bool:
    kind = values.type
    if pa.types.is_nested(kind) or pa.types.is_decimal256(kind):
        return False
    if not pa.types.is_temporal(kind) or pa.types.is_duration(kind) or pa.types.is_time(kind):
        return True
    try:
        return not out_of_reach(pl.Series("leaf", _from_arrow(values)).to_frame()).height
    except pl.exceptions.PolarsError:
        return False


def _json_texts(values: pa.Array) -> pl.Series:
    return pl.Series([_json_text(value) for value in values], dtype=pl.String)


def _json_text(value: pa.Scalar) -> str | None:
    try:
        given = value.as_py()
        return None if given is None else json.dumps(given, default=str, ensure_ascii=False)
    except (ValueError, TypeError, OverflowError, pa.ArrowException) as error:
        return f"unreadable: {error}"
