"""The value of every mapped column as the record has it: fields in the order of their rule, else the constant."""

import polars as pl

from warehouse.parsing.request_lines import first_given, split_requests
from warehouse.sources import FieldRule, Source


def wanted_fields(source: Source) -> set[str]:
    """Every field that the source maps to a column or takes for the identity."""
    return {name for rule in source.rules.values() for name in rule.field} | set(source.identity_field)


def labels(source: Source) -> dict[str, str]:
    """What a sentence calls each column: its field if there is but one, else the column."""
    return {column: rule.field[0] if len(rule.field) == 1 else column for column, rule in source.rules.items()}


def raw_values(frame: pl.DataFrame, source: Source) -> pl.DataFrame:
    """One column per mapped column of the source, in any type the format has; null where there is no value."""
    marks = _marked_missing(frame, source)
    picked = [_picked(frame, rule, marks).alias(column) for column, rule in source.rules.items()]
    values = frame.select(pl.col("row"), *picked)
    return _with_request_split(values) if "request" in values.columns else values


def identities(frame: pl.DataFrame, source: Source) -> pl.Series:
    """The ids that the records carry, as text; null where there is none.

    A number's text is how it was written, and with or without quotes it is the same id: a logger that begins to quote
    its ids must not make every record a new one.
    """
    rule = FieldRule(field=source.identity_field)
    picked = _picked(frame, rule, set(frame.columns)).cast(pl.String, strict=False)
    # With a column of the frame beside it, since a constant alone, where no record has the id, is one row long.
    return frame.select(pl.col("row"), identity=picked)["identity"]


def _marked_missing(frame: pl.DataFrame, source: Source) -> set[str]:
    """The fields in which some value means that there is none; the others need not be copied."""
    marks = {name: rule.missing for rule in source.rules.values() for name in rule.field}
    asked = [
        pl.any_horizontal([(pl.col(name) == text).any() for text in texts]).alias(name)
        for name, texts in marks.items()
        if texts and name in frame.columns and frame.schema[name] == pl.String
    ]
    return {column.name for column in frame.select(asked).iter_columns() if column.any()}


def _picked(frame: pl.DataFrame, rule: FieldRule, marked: set[str]) -> pl.Expr:
    present = [name for name in rule.field if name in frame.columns]
    types = {frame.schema[name] for name in present}
    candidates = [
        _given(name, frame.schema[name], rule.missing if name in marked else (), as_text=len(types) > 1)
        for name in present
    ]
    if rule.constant is not None:
        as_text = bool(types) and types != {pl.String()}
        candidates = [candidate.cast(pl.String, strict=False) if as_text else candidate for candidate in candidates]
        candidates.append(pl.lit(rule.constant, dtype=pl.String))
    if not candidates:
        return pl.lit(None, dtype=pl.String)
    return candidates[0] if len(candidates) == 1 else pl.coalesce(candidates)


def _given(name: str, dtype: pl.DataType, missing: tuple[str, ...], *, as_text: bool) -> pl.Expr:
    value = pl.col(name)
    if dtype != pl.String:
        return value.cast(pl.String, strict=False) if as_text else value
    for text in missing:
        value = pl.when(pl.col(name) != text).then(value)
    return value


def _with_request_split(values: pl.DataFrame) -> pl.DataFrame:
    """Method and path out of a request line, where no field of their own gives them."""
    method, path = split_requests(values["request"].cast(pl.String, strict=False))
    for column, part in (("method", method), ("path", path)):
        own = values[column].cast(pl.String, strict=False) if column in values.columns else part
        values = values.with_columns(first_given(own, part).alias(column))
    return values.drop("request")
