"""Named values become typed columns of usage events; what does not fit is a fault of its row."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from warehouse.events import COUNT_RANGE, MAX_NAME_BYTES, QUANTITY_RANGE, QuarantineReason
from warehouse.parsing.faults import faults, shown

_NUMBER = r"^[+-]?[0-9]+(?:\.[0-9]+)?$"


@dataclass(frozen=True)
class Column:
    """Typed values, null where there is none, and the faults, whose `row` is the position in the column."""

    values: pl.Series
    faults: tuple[pl.DataFrame, ...] = ()


def fault_at(is_wrong: pl.Series, raw: pl.Series, reason: QuarantineReason, say: Callable[[str], str]) -> pl.DataFrame:
    """Faults where `is_wrong`; `say` makes the sentence from the value as it was given."""
    rows = is_wrong.arg_true()
    return faults(rows.to_numpy(), reason, [say(shown(value)) for value in raw.gather(rows)])


def read_count(label: str, raw: pl.Series, bounds: tuple[int, int] = COUNT_RANGE) -> Column:
    """Whole numbers within the bounds, both included; `12.0` is one."""
    raw = _as_number_or_text(raw)
    numbers = _whole_numbers(raw)
    lost = numbers.null_count() - raw.null_count()
    least, most = numbers.min(), numbers.max()
    if not lost and (least is None or bounds[0] <= int(least) <= int(most) <= bounds[1]):  # type: ignore[arg-type]
        return Column(numbers)
    return Column(numbers, _number_faults(label, raw, numbers, bounds, "a whole number"))


def read_duration(label: str, raw: pl.Series, microseconds: float) -> Column:
    """Durations in units of so many microseconds, rounded to whole microseconds."""
    if microseconds == 1:
        return read_count(label, raw)
    raw = _as_number_or_text(raw)
    numbers = (raw.cast(pl.Float64, strict=False) * microseconds).round().cast(pl.Int64, strict=False)
    return Column(numbers, _number_faults(label, raw, numbers, COUNT_RANGE, "a number"))


def read_quantity(label: str, raw: pl.Series) -> Column:
    """Exact decimals with nine places; further places are rounded."""
    raw = _as_number_or_text(raw)
    numbers = raw.cast(pl.Decimal(38, 9), strict=False)
    return Column(numbers, _number_faults(label, raw, numbers, QUANTITY_RANGE, "a number"))


def read_text(label: str, raw: pl.Series, *, may_hold_nul: bool, max_bytes: int | None = MAX_NAME_BYTES) -> Column:
    """Texts of at most `max_bytes` bytes of UTF-8, without NUL."""
    texts = raw if raw.dtype == pl.String else raw.cast(pl.String, strict=False)
    found = []
    if may_hold_nul:
        has_nul = texts.str.contains("\0", literal=True).fill_null(False)
        found.append(fault_at(has_nul, texts, QuarantineReason.NUL_BYTE, lambda _: f"{label} holds a NUL character"))
    longest = texts.str.len_bytes().max()
    if max_bytes is not None and longest is not None and int(longest) > max_bytes:  # type: ignore[arg-type]
        too_long = (texts.str.len_bytes() > max_bytes).fill_null(False)
        found.append(
            fault_at(
                too_long,
                texts,
                QuarantineReason.OUT_OF_RANGE,
                lambda text: f"{label} is longer than {max_bytes} bytes: {text}",
            )
        )
    return Column(texts, tuple(found))


def missing_at(label: str, values: pl.Series) -> tuple[pl.DataFrame, ...]:
    """Faults where a value that must be there is not."""
    if not values.null_count():
        return ()
    return (faults(values.is_null().arg_true().to_numpy(), QuarantineReason.MISSING_FIELD, f"{label} is missing"),)


def _as_number_or_text(raw: pl.Series) -> pl.Series:
    """Dates and truth values are no numbers, whatever they are made of."""
    return raw if raw.dtype.is_numeric() else raw.cast(pl.String, strict=False)


def _whole_numbers(raw: pl.Series) -> pl.Series:
    if raw.dtype.is_integer():
        return raw.cast(pl.Int64, strict=False)
    if raw.dtype == pl.String:
        numbers = raw.cast(pl.Int64, strict=False)
        if numbers.null_count() == raw.null_count():
            return numbers
        return raw.str.replace(r"^([+-]?[0-9]+)\.0+$", "$1").cast(pl.Int64, strict=False)
    whole = raw.cast(pl.Float64, strict=False)
    return (
        whole.to_frame()
        .select(pl.when(pl.first() == pl.first().round()).then(pl.first()))[raw.name]
        .cast(pl.Int64, strict=False)
    )


def _number_faults(
    label: str, raw: pl.Series, numbers: pl.Series, bounds: tuple[int, int], kind: str
) -> tuple[pl.DataFrame, ...]:
    """Faults of what is no number, or one out of bounds; a number too large for its type is out of bounds too."""
    lost = numbers.is_null() & raw.is_not_null()
    outside = (~numbers.is_between(*bounds)).fill_null(False)
    if not lost.any() and not outside.any():
        return ()
    is_number = raw.cast(pl.String, strict=False).str.contains(_NUMBER).fill_null(False) & (kind == "a number")
    is_number |= raw.cast(pl.String, strict=False).str.contains(r"^[+-]?[0-9]+(?:\.0+)?$").fill_null(False)
    span = f"{bounds[0]}..{bounds[1]}"
    return (
        fault_at(lost & ~is_number, raw, QuarantineReason.UNPARSEABLE, lambda text: f"{label} {text!r} is not {kind}"),
        fault_at(
            outside | (lost & is_number),
            raw,
            QuarantineReason.OUT_OF_RANGE,
            lambda text: f"{label} {text} is outside {span}",
        ),
    )
