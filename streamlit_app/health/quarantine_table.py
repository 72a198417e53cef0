"""Lines that wait in quarantine, by reason."""

from typing import Any

import polars as pl
import streamlit as st

from streamlit_app.health.columns import count_column, short_path


def quarantine_table(found: pl.DataFrame, *, is_all: bool) -> None:
    """Draws the reasons, each with its latest example and where to see the lines; `is_all`: of every source."""
    if found.is_empty():
        of_whom = "" if is_all else " of these sources"
        st.success(f"Nothing{of_whom} is in quarantine.", icon=":material/check_circle:")
        return
    frame = found.with_columns(short_path("file_name"))
    st.dataframe(frame, hide_index=True, column_config=_quarantine_columns(), height=38 + 35 * min(frame.height, 12))
    st.caption("The lines of the first row, with their text:")
    st.code(f"meterhouse quarantine --reason {frame['reason'][0]} --load {frame['latest_load_id'][0]}", language="bash")


def _quarantine_columns() -> dict[str, Any]:
    column = st.column_config
    return {
        "reason": "Reason",
        "source": "Source",
        "loads": count_column("Loads"),
        "waiting": count_column("Lines waiting"),
        "released": count_column("Released", "Such lines that later loads took up."),
        "latest_load_id": column.NumberColumn("Latest load", format="%d"),
        "file_name": column.TextColumn("Its file", width="large"),
        "first_line_no": column.NumberColumn("Line", format="%d", help="The first line of that file that waits."),
        "detail": column.TextColumn("What is wrong there", width="large"),
    }
