"""Columns that follow from others: method, operation, endpoint, and the defaults."""

import re
from collections.abc import Mapping

import polars as pl

from warehouse.events import ANONYMOUS, DEFAULT_EVENT_TYPE, EVENT_SCHEMA, OPERATION_NAMES, OTHER_OPERATION
from warehouse.parsing.templates import NO_PATH, Templates

ASSIGNED_LATER = ("line_no", "event_key_high", "event_key_low")
_METHOD = re.compile(r"[A-Za-z][A-Za-z_-]{0,19}")


def completed(frame: pl.DataFrame, templates: Templates, operations: Mapping[str, str]) -> pl.DataFrame:
    """The frame with every column of EVENT_SCHEMA but the keys.

    A request that is none (`-`, a torn TLS handshake) is still an event: its method is null, its operation `other`,
    its endpoint `(none)`. What is no HTTP method counts as no method.
    """
    absent = [
        pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in EVENT_SCHEMA.items()
        if name not in frame.columns and name not in ASSIGNED_LATER
    ]
    frame = frame.with_columns(absent).with_columns(
        pl.col("client_id").fill_null(ANONYMOUS),
        pl.col("event_type").fill_null(DEFAULT_EVENT_TYPE),
        pl.lit(False).alias("is_time_assigned"),
    )
    frame = frame.with_columns(_method(frame["method"]))
    return frame.with_columns(_operation(frame, operations), _endpoint(frame, templates))


def _method(given: pl.Series) -> pl.Series:
    """Methods in capitals; few distinct values, each looked at once."""
    distinct = given.unique().drop_nulls()
    methods = [text.upper() if _METHOD.fullmatch(text) else None for text in distinct]
    if methods == distinct.to_list():
        return given
    return given.replace_strict(distinct, methods, default=None, return_dtype=pl.String)


def _operation(frame: pl.DataFrame, operations: Mapping[str, str]) -> pl.Series:
    by_method = frame["method"].replace_strict(dict(operations), default=OTHER_OPERATION, return_dtype=pl.String)
    given = frame["operation"]
    if given.null_count() < len(given):
        given = given.str.to_lowercase()
        by_method = given.zip_with(given.is_in(OPERATION_NAMES).fill_null(False), by_method)
    return by_method.alias("operation")


def _endpoint(frame: pl.DataFrame, templates: Templates) -> pl.Series:
    given = frame["endpoint"]
    if given.null_count() == 0 and frame.height:
        return given
    if frame["path"].null_count() == frame.height:
        return given.fill_null(NO_PATH)
    made = templates.read_endpoints(frame["path"])
    return given.zip_with(given.is_not_null(), made).alias("endpoint")
