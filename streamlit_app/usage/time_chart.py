"""The chart over time: stacked bars of what adds up, lines of what does not."""

from html import escape

import altair as alt
import polars as pl

from streamlit_app.figures import byte_unit, figure
from streamlit_app.palette import colors
from streamlit_app.usage.series import ADDITIVE, Series
from streamlit_app.usage.time_axis import time_axis
from streamlit_app.words import GRAINS, MEASURES, Grain
from warehouse.reports import MEASURES as CATALOGUE
from warehouse.reports import Period

HEIGHT_PIXELS = 320
# The part of a bar's time that stays empty, so that neighbours are told apart.
GAP = 0.12
MOST_POINTS = 62
_MOMENTS = {"hour": "%a %-d %b %Y, %H:%M", "usage_date": "%a %-d %b %Y", "week": "Week of %-d %b %Y", "month": "%B %Y"}
_MILLION = 1_000_000


def time_chart(series: Series, measure: str, grain: Grain, period: Period) -> alt.Chart:
    """The chart of a measure over a period; times stand in it as they were asked for, whatever the browser's zone."""
    title, size, number = _unit(series, measure)
    if measure in ADDITIVE:
        title = f"{title} per {GRAINS[grain].lower()}"
    axis = alt.Axis(title=title, format=number, tickCount=5)
    rows = _rows(series, measure, grain, size)
    chart = alt.Chart(rows, height=HEIGHT_PIXELS).encode(color=_color(series.labels), tooltip=_tooltip(measure))
    if measure in ADDITIVE:
        bars: alt.Chart = chart.mark_bar().encode(
            x=time_axis("from", grain, period), x2="until", y=alt.Y("base:Q", axis=axis), y2="top"
        )
        return bars
    scale = alt.Scale(zero=measure != "success_rate", nice=True)
    # Many points hide their lines; unseen ones still show their values when pointed at.
    opacity = 1 if series.frame["at"].n_unique() <= MOST_POINTS else 0
    lines: alt.Chart = chart.mark_line(strokeWidth=2, point={"size": 28, "opacity": opacity}).encode(
        x=time_axis("middle", grain, period), y=alt.Y("amount:Q", axis=axis, scale=scale)
    )
    return lines


def _unit(series: Series, measure: str) -> tuple[str, float, str]:
    """The title of the axis, how much one step of it is, and the format of its numbers."""
    label, highest = MEASURES[measure], _highest(series)
    match CATALOGUE[measure].unit:
        case "bytes":
            word, size = byte_unit(highest)
            return f"{label}, {word}", size, ",~f"
        case "ms":
            return f"{label}, ms", 1, ",~f"
        case "share":
            return label, 1, "~%"
        case _:
            return label, 1, ",~f" if highest < _MILLION else "~s"


def _highest(series: Series) -> float:
    stacked = series.frame.group_by("at").agg(pl.col("value").sum())["value"]
    return float(stacked.max() or 0)  # type: ignore[arg-type]


def legend(labels: tuple[str, ...]) -> str:
    """The legend as HTML, which takes as many lines as a narrow window needs."""
    entry = '<span style="white-space: nowrap; margin-right: 1.2em">{square}{label}</span>'
    square = '<span style="color: {}; font-size: 1.35em; line-height: 0.8">■</span> '
    entries = (
        entry.format(square=square.format(color), label=escape(label))
        for label, color in zip(labels, colors(labels), strict=True)
    )
    return f'<div style="font-size: 0.875rem; line-height: 1.6">{" ".join(entries)}</div>'


def _color(labels: tuple[str, ...]) -> alt.Color:
    return alt.Color("label:N", scale=alt.Scale(domain=list(labels), range=colors(labels)), legend=None)


def _tooltip(measure: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("when:N", title="When"),
        alt.Tooltip("label:N", title="What"),
        alt.Tooltip("shown:N", title=MEASURES[measure]),
    ]


def _rows(series: Series, measure: str, grain: Grain, size: float) -> pl.DataFrame:
    """What is drawn: times as milliseconds, amounts in the axis' unit, and everything written out for the tooltip."""
    ranks = {label: rank for rank, label in enumerate(series.labels)}
    begin, end = (pl.col(name).dt.epoch("ms").cast(pl.Float64) for name in ("at", "until"))
    pause = (end - begin) * GAP / 2
    top = pl.col("amount").cum_sum().over("at")
    written = pl.col("value").map_elements(lambda value: figure(measure, value), return_dtype=pl.String)
    rows = series.frame.drop_nulls("value").with_columns(
        pl.col("label").replace_strict(ranks, return_dtype=pl.Int32).alias("rank"),
        (pl.col("value") / size).alias("amount"),
    )
    return rows.sort("at", "rank").select(
        "label",
        "amount",
        (begin + pause).alias("from"),
        (end - pause).alias("until"),
        ((begin + end) / 2).alias("middle"),
        top.alias("top"),
        (top - pl.col("amount")).alias("base"),
        pl.col("at").dt.strftime(_MOMENTS[grain]).alias("when"),
        written.alias("shown"),
    )
