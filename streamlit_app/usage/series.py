"""A measure over time, split by a dimension: the values with the most requests, and all others together."""

from dataclasses import dataclass, replace

import polars as pl

from streamlit_app import cached
from streamlit_app.choices import FIXED
from streamlit_app.words import OTHERS, Grain, value_label
from warehouse.access import Scope
from warehouse.reports import Period, UsageFilter, values_of

TOP = 6
ADDITIVE = ("requests", "response_bytes", "records_total")
MEASURED_OVER_TIME = (*ADDITIVE, "success_rate", "latency_p95_ms", "unique_users")


@dataclass(frozen=True)
class Series:
    """`frame` has the columns at, until, label, value; `labels` are the series, the most used first."""

    frame: pl.DataFrame
    labels: tuple[str, ...]


def auto_grain(period: Period, *, of_users: bool = False) -> Grain:
    """The grain in which a period has some thirty to two hundred points; reports `of_users` take whole days."""
    if period.days <= 8 and not of_users:
        return "hour"
    return "usage_date" if period.days <= 100 else "week" if period.days <= 800 else "month"


def read_series(scope: Scope, asked: UsageFilter, grain: Grain, by: str, measure: str) -> Series:
    """The measure per hour, day, week or month; where it adds up, what the top values leave over is a series too."""
    split = replace(asked, by=(grain, by), measures=(measure,))
    values = _most_used(scope, asked, by)
    top = tuple(values[:TOP])
    if len(values) > TOP:
        split = replace(split, where={**asked.where, by: tuple(one for value in top for one in values_of(by, value))})
    labels = [value_label(by, value) for value in top]
    every = _labelled(cached.run(scope, split).frame, grain, by, measure)
    # Groups of few users may stand together on one day and apart on another.
    parts = every.filter(pl.col("label").is_in(labels))
    if (len(values) > TOP or parts.height < every.height) and measure in ADDITIVE:
        total = cached.run(scope, replace(asked, by=(grain,), measures=(measure,))).frame
        parts = pl.concat([parts, _rest(total, parts, grain, measure)])
        labels.append(OTHERS)
    return Series(parts.with_columns(_until(grain)), tuple(labels))


def _most_used(scope: Scope, asked: UsageFilter, by: str) -> list[str]:
    """The values in the order of their requests, one more than are shown if there are more."""
    if by in FIXED:
        return [value for value in FIXED[by] if value in asked.where.get(by, FIXED[by])]
    ranked = replace(asked, by=(by,), measures=("requests",), order_by=("-requests",), limit=TOP + 1)
    return [str(value) for value in cached.run(scope, ranked).frame[by].to_list()]


def _labelled(frame: pl.DataFrame, grain: Grain, by: str, measure: str) -> pl.DataFrame:
    label = pl.col(by).cast(pl.String).map_elements(lambda value: value_label(by, value), return_dtype=pl.String)
    return frame.select(_at(grain), label.alias("label"), pl.col(measure).cast(pl.Float64).alias("value"))


def _rest(total: pl.DataFrame, parts: pl.DataFrame, grain: Grain, measure: str) -> pl.DataFrame:
    known = parts.group_by("at").agg(pl.col("value").sum().alias("known"))
    whole = total.select(_at(grain), pl.col(measure).cast(pl.Float64).alias("whole"))
    left = pl.col("whole") - pl.col("known").fill_null(0)
    return whole.join(known, on="at", how="left").select("at", pl.lit(OTHERS).alias("label"), left.alias("value"))


def _at(grain: Grain) -> pl.Expr:
    """The beginning of the hour, day, week or month, in the time asked for, as an instant without a zone."""
    return pl.col(grain).cast(pl.Datetime("us")).alias("at")


def _until(grain: Grain) -> pl.Expr:
    ends = {"hour": "1h", "usage_date": "1d", "week": "1w", "month": "1mo"}
    return pl.col("at").dt.offset_by(ends[grain]).alias("until")
