"""The table of dealers, also those of whom nothing was fetched; a tick shows one dealer's days."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from streamlit_app import cached
from streamlit_app.dealers.controls import ORDERS, choose_dealer
from streamlit_app.health.columns import count_column
from warehouse.access import Scope
from warehouse.reports import DealerFilter


def dealer_table(scope: Scope, asked: DealerFilter, found: pl.DataFrame) -> None:
    """Draws a page of dealers, and the download of all of them."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{ORDERS[asked.order_by]} first; tick a dealer to see its days", width="content")
        st.download_button(
            "CSV",
            lambda: cached.dealers_csv(scope, replace(asked, limit=None, offset=0)),
            file_name=f"dealers_{asked.period.from_date}_{asked.period.until_date}.csv",
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
            help="All dealers that match, with exact numbers.",
        )
    ids = found["dealer_id"].to_list()
    key = f"dealers_{asked.offset}_{len(ids)}"
    st.dataframe(
        found,
        column_config=_columns(),
        hide_index=True,
        placeholder="–",
        height=38 + 35 * min(max(len(ids), 1), 14),
        key=key,
        on_select=lambda: _choose(ids, key),
        selection_mode="single-row",
    )


def _choose(ids: Sequence[str], key: str) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows:
        choose_dealer(ids[rows[0]])


def _columns() -> dict[str, Any]:
    column = st.column_config
    return {
        "dealer_id": column.TextColumn("Id", width="medium"),
        "name": column.TextColumn("Dealer", width="medium", pinned=True),
        "code": "Code",
        "requests": count_column("Requests", "Requests that fetched records of the dealer."),
        "records_new": count_column("New"),
        "records_changed": count_column("Changed"),
        "records_total": count_column("Records", "New and changed records together."),
    }
