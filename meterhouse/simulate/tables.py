"""Counts as rows of a table of truth: keys first, in the order of the keys, dates as ISO text."""

import polars as pl

from meterhouse.simulate.truth import Rows

REQUESTS = pl.len().alias("requests")
BYTES = pl.col("response_bytes").sum()


def named(counts: pl.DataFrame, index: str, **ids: pl.Expr) -> Rows:
    """Rows with ids in place of the index that they are read by."""
    at = counts.columns.index(index)
    read = [expression.alias(name) for name, expression in ids.items()]
    return rows_of(counts.select(*counts.columns[:at], *read, *counts.columns[at + 1 :]))


def rows_of(counts: pl.DataFrame) -> Rows:
    """Rows in the order of their keys, which stand first."""
    return counts.sort(counts.columns).with_columns(pl.col(pl.Date).cast(pl.String)).to_dicts()
