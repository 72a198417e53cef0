"""Landing days whose expected files are not there, or came although none was expected any more."""

from typing import Any

import polars as pl
import streamlit as st

from streamlit_app.figures import day
from streamlit_app.health.columns import count_column
from warehouse.reports import Report

STATES = {
    "missing": "Missing",
    "awaited": "Awaited",
    "held": "Held",
    "overtaken": "Overtaken",
    "declared": "Declared empty",
}
NOTHING_EXPECTED = (
    "No source says which files it expects. With `expects: {files: 1, since: 2026-03-01}` in its definition, a day "
    "without a file shows here."
)


def expected_table(found: Report) -> None:
    """Draws how many days have their files, what to do about those that do not, and each day that is not plainly there.

    Missing ones come first, the latest day first within each state.
    """
    days = found.frame
    if days.is_empty():
        st.info(NOTHING_EXPECTED, icon=":material/event_available:")
        return
    there = days.filter(pl.col("state").is_in(["there", "overtaken"])).height
    begins = day(days["landing_date"][0])
    st.markdown(f"**{there:,}** of {days.height:,} landing days since {begins} have the files that are expected.")
    _missing(days.filter(pl.col("state") == "missing"))
    others = rows(days)
    if not others.is_empty():
        st.dataframe(others, hide_index=True, column_config=_columns(), height=38 + 35 * min(others.height, 8))


def rows(days: pl.DataFrame) -> pl.DataFrame:
    """The days that are not plainly there, with words for their states."""
    order = pl.col("state").replace_strict({name: place for place, name in enumerate(STATES)}, return_dtype=pl.Int8)
    others = days.filter(pl.col("state") != "there").sort(order, -pl.col("landing_date").to_physical(), "source")
    return others.with_columns(pl.col("state").replace_strict(STATES, return_dtype=pl.String))


def _missing(missing: pl.DataFrame) -> None:
    if missing.is_empty():
        return
    count = "1 landing day lacks" if missing.height == 1 else f"{missing.height:,} landing days lack"
    st.warning(f"{count} files. Put them into the landing zone, or, if none will come:", icon=":material/event_busy:")
    latest = missing.row(-1, named=True)
    command = f'meterhouse declare-empty {latest["source"]} {latest["landing_date"]} --why "…"'
    st.code(command, language="bash")


def _columns() -> dict[str, Any]:
    column = st.column_config
    return {
        "landing_date": column.DateColumn("Landing day (UTC)"),
        "source": "Source",
        "state": "State",
        "found": count_column("Files", "Files that count."),
        "held": count_column("Held", "Files whose loads wait for a decision."),
        "expected": count_column("Expected", "Files that are expected at least."),
        "late_at": column.DatetimeColumn("Late from (UTC)", format="YYYY-MM-DD HH:mm", timezone="UTC"),
        "declared_by": "Declared by",
        "declared_at": column.DatetimeColumn("Declared (UTC)", format="YYYY-MM-DD HH:mm", timezone="UTC"),
        "reason": column.TextColumn("Why none comes", width="large"),
    }
