"""What waits for a person, and the command that settles it."""

from collections.abc import Sequence
from datetime import date

import polars as pl
import streamlit as st

from streamlit_app.figures import day
from streamlit_app.health.columns import short_path
from warehouse.reports import Report


def attention(held: Report, waiting: Sequence[date]) -> None:
    """Draws held loads and waiting days, or says that nothing waits."""
    if held.frame.is_empty() and not waiting:
        st.success("Nothing waits: every load is judged and every day is built.", icon=":material/check_circle:")
    if waiting:
        days = ", ".join(day(value) for value in waiting[:5]) + (" …" if len(waiting) > 5 else "")
        count = f"{len(waiting):,} day waits" if len(waiting) == 1 else f"{len(waiting):,} days wait"
        st.warning(f"{count} to be built: {days}. Dagster does it by itself; or now:", icon=":material/schedule:")
        st.code("meterhouse build", language="bash")
    if not held.frame.is_empty():
        _held_loads(held.frame)


def _held_loads(held: pl.DataFrame) -> None:
    st.warning(
        "Held loads do not count. Look at the reason; if the data is right, accept them and build; if not, void them: "
        "`meterhouse void LOAD --why …`.",
        icon=":material/pause_circle:",
    )
    st.dataframe(
        held.select("load_id", "source", short_path("file_name"), "lines", "state_reason"),
        hide_index=True,
        height=38 + 35 * min(held.height, 5),
        column_config={
            "load_id": st.column_config.NumberColumn("Load", format="%d", width="small"),
            "source": "Source",
            "file_name": "File",
            "lines": st.column_config.NumberColumn("Lines", format="localized", width="small"),
            "state_reason": st.column_config.TextColumn("Why it is held", width="large"),
        },
    )
    st.code(f'meterhouse accept {held["load_id"][0]} --why "…"\nmeterhouse build', language="bash")
