"""The months: which is closed, by whom, and which runs."""

from typing import Any

import polars as pl
import streamlit as st

from streamlit_app.billing.columns import draw
from streamlit_app.billing.downloads import headed
from streamlit_app.words import plain
from warehouse.book import BillingMonth
from warehouse.reports import Report

STATES = {
    "open": "**{month}** is open: every amount is a draft, as known at the last build.",
    "included": "**{month}** was not closed by itself: its lines are on the first invoices after it.",
    "elsewhere": "**{month}** is billed elsewhere: the book begins after it.",
}
TIMES = (
    "Times are UTC. A month is one of UTC, or of the client's own time zone where the meter says so. The address holds "
    "every choice."
)


def state_of(known: Report, month: BillingMonth) -> str:
    """Whether a month is closed; open if nothing is known of it."""
    return str(_row(known, month).get("state", "open"))


def about(known: Report, month: BillingMonth) -> None:
    """Draws what state the month is in, who closed it, and why if something spoke against it."""
    row = _row(known, month)
    if row.get("state") != "closed":
        st.markdown(STATES[row.get("state", "open")].format(month=month))
        return
    by = plain(row["closed_by"])
    st.markdown(f"**{month}** was closed on {row['closed_at']:%Y-%m-%d at %H:%M} UTC by {by}; nothing changes it.")
    if row["why"]:
        st.warning(
            f"Closed by force: {plain(row['why'])} What spoke against it: {plain(row['against'] or '')}",
            icon=":material/gavel:",
        )


def month_table(known: Report) -> None:
    """Draws all months."""
    headed("All months", known, "months")
    draw(known, {"usage_month": "Month"})
    st.caption(TIMES)


def _row(known: Report, month: BillingMonth) -> dict[str, Any]:
    found = known.frame.filter(pl.col("usage_month") == str(month)).to_dicts()
    return found[0] if found else {}
