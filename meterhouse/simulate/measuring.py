"""The measures of a group of events, exact: sums, distinct persons, nearest-rank percentiles."""

from typing import Any

import polars as pl

from meterhouse.simulate.truth import Rows

PERCENTILES = {"latency_p50_us": 50, "latency_p95_us": 95, "latency_p99_us": 99}


def in_utc(microseconds: pl.Expr) -> pl.Expr:
    """An aware instant."""
    return microseconds.cast(pl.Datetime("us", "UTC"))


def present(column: str) -> pl.Expr:
    """The column without its missing values (−1)."""
    return pl.col(column).filter(pl.col(column) >= 0)


def nearest_rank(column: str, percent: int) -> pl.Expr:
    """The smallest value that at least `percent` of 100 values do not exceed."""
    values = present(column)
    rank = (values.count().cast(pl.Int64) * percent + 99) // 100
    return values.sort().get(rank - 1, null_on_oob=True)


RECORDS = (
    present("records_new").sum(),
    present("records_changed").sum(),
    (present("records_new").sum() + present("records_changed").sum()).alias("records_total"),
)
MEASURES = (
    pl.len().alias("requests"),
    (pl.col("status") < 400).sum().alias("successes"),
    pl.col("status").is_between(400, 499).sum().alias("client_errors"),
    (pl.col("status") >= 500).sum().alias("server_errors"),
    present("request_bytes").sum(),
    present("response_bytes").sum(),
    present("latency_us").sum().alias("latency_us_total"),
    present("latency_us").count().alias("latency_requests"),
    *RECORDS,
    present("quantity_milli").sum(),
    present("user").n_unique().alias("unique_users"),
    present("address").n_unique().alias("unique_ips"),
    *(nearest_rank("latency_us", percent).alias(name) for name, percent in PERCENTILES.items()),
)


def measured(events: pl.DataFrame, keys: list[str]) -> Rows:
    """One row of measures per key, in order of the keys; without keys a single row. Dates are ISO text."""
    if keys:
        rows = events.group_by(keys).agg(MEASURES).sort(keys).with_columns(pl.col(pl.Date).cast(pl.String))
    else:
        rows = events.select(MEASURES)
    return [_with_quantity(row) for row in rows.iter_rows(named=True)]


def _with_quantity(row: dict[str, Any]) -> dict[str, Any]:
    """Thousandths as decimal text, so that no reader makes a float of it."""
    whole, thousandths = divmod(row.pop("quantity_milli"), 1000)
    return {**row, "quantity": f"{whole}.{thousandths:03d}"}
