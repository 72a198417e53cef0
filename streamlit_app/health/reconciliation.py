"""What came in and where it went, to the last line."""

from typing import Any

import polars as pl
import streamlit as st

from streamlit_app.health.accounting import equation
from streamlit_app.health.columns import count_column
from warehouse.reports import Report
from warehouse.reports.reconciliation import EVERY_SOURCE

PLACES = {
    "counted": "counted",
    "repeated": "repeated",
    "unbuilt": "waiting for a build",
    "held": "held",
    "withdrawn": "withdrawn",
    "in_quarantine": "in quarantine",
    "released": "released",
    "ignored": "ignored",
}


def reconciliation(found: Report) -> None:
    """Draws the sentence for all sources together, and a row for each source."""
    total = found.frame.filter(pl.col("source") == EVERY_SOURCE).row(0, named=True)
    parts = {words: int(total[name]) for name, words in PLACES.items() if total[name]}
    st.markdown(equation(f"**{total['lines']:,}** lines came in", int(total["lines"]), parts))
    rows = found.frame.filter(pl.col("source") != EVERY_SOURCE)
    st.dataframe(rows, hide_index=True, column_config=_columns(found), height=38 + 35 * min(max(rows.height, 1), 10))


def _columns(found: Report) -> dict[str, Any]:
    described = {column.name: column.description for column in found.columns}
    return {"source": "Source", "loads": count_column("Loads"), "lines": count_column("Lines", described["lines"])} | {
        name: count_column(words.capitalize(), described[name]) for name, words in PLACES.items()
    }
