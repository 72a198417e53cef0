"""Clients, projects, dealers and users that usage named and no reference record describes."""

from typing import Any

import streamlit as st

from streamlit_app.health.columns import count_column
from warehouse.reports import Report


def unknown_table(found: Report) -> None:
    """Draws them, the most used first, and how they become known."""
    frame = found.frame
    if frame.is_empty():
        st.success("Reference data describes everyone whom usage names.", icon=":material/check_circle:")
        return
    st.dataframe(frame, hide_index=True, column_config=_columns(), height=38 + 35 * min(frame.height, 8))
    st.caption(
        "Their usage is counted under these ids. When a file about them is loaded, their days are built again: "
        f"`meterhouse reference {frame['kind'][0]} FILE`."
    )


def _columns() -> dict[str, Any]:
    column = st.column_config
    return {
        "kind": "Kind",
        "id": column.TextColumn("Id", width="medium"),
        "client_id": "Client",
        "requests": count_column("Requests", "Requests that named it while nothing was known of it."),
        "first_date": column.DateColumn("First day (UTC)"),
        "last_date": column.DateColumn("Last day (UTC)"),
    }
