"""What was used and is not billed, and why."""

import polars as pl
import streamlit as st

from streamlit_app.billing import reading
from streamlit_app.billing.columns import amounts, draw
from streamlit_app.billing.downloads import headed
from warehouse.access import Scope
from warehouse.book import BillingMonth
from warehouse.reports import MonthFilter

REASONS = {
    "failed": "The request failed: its outcome is a server error.",
    "unlisted": "The API was not on the marketplace then.",
    "no_client": "It names no client.",
    "no_meter": "No meter counts it.",
    "no_value": "The meter finds no usable value in it.",
    "outside_subscription": "The client had no subscription then.",
    "no_price": "None of the client's plans has a price for the meter.",
    "included": "It is included in the price.",
    "overflow": "The amount is more than a bill can hold.",
}


def not_billed(scope: Scope, month: BillingMonth, payer_id: str | None) -> None:
    """Draws the book of what no line charges, by reason and meter."""
    where = {"client": (payer_id,)} if payer_id else {}
    found = reading.not_billed(scope, MonthFilter(month.first, ("reason", "meter"), where))
    headed("Not billed", found, f"not_billed_{month}")
    if found.frame.is_empty():
        st.success("All that was used is billed.", icon=":material/check:")
        return
    meaning = pl.col("reason").replace_strict(REASONS, default=None).alias("meaning")
    draw(
        found,
        frame=amounts(found).with_columns(meaning),
        column_config={"meaning": st.column_config.TextColumn("That is")},
        column_order=["reason", "meaning", "meter", "events", "quantity"],
    )
