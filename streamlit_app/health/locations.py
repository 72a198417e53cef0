"""By which database addresses are located, or that there is none."""

from pathlib import Path

import polars as pl
import streamlit as st

from streamlit_app.figures import day

NONE_SET = (
    "No database of places is set: usage that does not say where it comes from is *unknown*. "
    "METERHOUSE_GEOIP_DATABASE names one."
)


def location_databases(found: pl.DataFrame, database: Path | None) -> None:
    """Draws a sentence for each edition that addresses were looked up in, and what to do for those in none."""
    if database is None:
        st.markdown(NONE_SET)
    for row in found.iter_rows(named=True):
        if row["database_built_at"] is not None:
            st.markdown(
                f"By **{row['database_type']}** of {day(row['database_built_at'].date())}: "
                f"**{row['located']:,}** of {row['addresses']:,} addresses are located."
            )
        elif database is not None:
            st.markdown(f"**{row['addresses']:,}** addresses were looked up in no database yet: `meterhouse locate`.")
