"""Loads, each with its accounting."""

from typing import Any

import polars as pl
import streamlit as st

from streamlit_app.health.columns import count_column, short_path
from warehouse.correction_words import correction

STATES = {"all": "All", "held": "Held", "accepted": "Accepted", "voided": "Voided"}


def load_filters(sources: list[str]) -> tuple[str | None, list[str]]:
    """Draws the filters of the table: a state, or none for all, and sources, none for all."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        state = st.segmented_control(
            "State", list(STATES), default="all", required=True, format_func=lambda word: STATES[word], key="state",
            bind="query-params",
        )  # fmt: skip
        chosen = st.multiselect(
            "Source", sources, key="source", bind="query-params", accept_new_options=True, placeholder="All", width=420
        )
    return (None if state == "all" else state), [str(source) for source in chosen]


def load_table(loads: pl.DataFrame) -> None:
    """Draws the loads, each with its accounting."""
    if loads.is_empty():
        st.info("No load matches.", icon=":material/search_off:")
    else:
        st.dataframe(rows(loads), hide_index=True, column_config=_columns(), height=38 + 35 * min(loads.height, 12))


def rows(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of the table; `adds_up` checks the accounting of each load by itself."""
    adds_up = pl.col("lines") == pl.col("stored") + pl.col("quarantined") + pl.col("ignored")
    return frame.select(
        "load_id", "committed_at", "source", short_path("file_name"), "state",
        "lines", "stored", "quarantined", "ignored",
        pl.when(adds_up).then(pl.lit("✓")).otherwise(pl.lit("✗ does not add up")).alias("adds_up"),
        "repeated_at_load", "released", _usage_days().alias("usage_days"),
        _correction().alias("correction"), "state_reason",
    )  # fmt: skip


def _correction() -> pl.Expr:
    columns = ("state", "replaces_load_id", "replaced_by_load_id", "releases_load_id")
    return pl.struct(columns).map_elements(lambda row: correction(*row.values()), return_dtype=pl.String)


def _usage_days() -> pl.Expr:
    first, last = pl.col("first_usage_date"), pl.col("last_usage_date")
    both = first.cast(pl.String) + " – " + last.dt.strftime("%m-%d")
    return pl.when(first == last).then(first.cast(pl.String)).otherwise(both)


def _columns() -> dict[str, Any]:
    column = st.column_config
    return {
        "load_id": column.NumberColumn("Load", format="%d", pinned=True),
        "committed_at": column.DatetimeColumn("Loaded (UTC)", format="YYYY-MM-DD HH:mm", timezone="UTC"),
        "source": "Source",
        "file_name": column.TextColumn("File", width="medium"),
        "state": "State",
        "lines": count_column("Lines"),
        "stored": count_column("= Stored"),
        "quarantined": count_column("+ Quarantined"),
        "ignored": count_column("+ Ignored", "Blank lines, declared headers and comments."),
        "adds_up": column.TextColumn("Adds up", help="Lines = stored + quarantined + ignored."),
        "repeated_at_load": count_column("Repeats", "Stored records that were there already when it was loaded."),
        "released": count_column("Released", "Quarantined lines that later loads took up."),
        "usage_days": column.TextColumn("Usage days", help="The first and the last day with one of its records."),
        "correction": column.TextColumn("Correction", help="By load: what it replaces, or what replaces it."),
        "state_reason": column.TextColumn("Why", width="large"),
    }
