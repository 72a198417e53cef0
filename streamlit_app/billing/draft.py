"""The draft of a month that is not closed: what it comes to so far, and what its usage will come to."""

from datetime import datetime

import streamlit as st

from streamlit_app.billing import reading
from streamlit_app.billing.columns import draw
from streamlit_app.billing.downloads import headed
from streamlit_app.billing.invoices import money
from streamlit_app.words import plain
from warehouse.access import Scope
from warehouse.book import BillingMonth
from warehouse.reports import MonthFilter, Report

BY_PRICE = ("quantity", "projected_quantity", "amount_cents", "projected_cents")


def draft_totals(found: Report) -> None:
    """Draws what usage comes to so far and at the month's end, of all payers, each currency apart."""
    with st.container(horizontal=True):
        for row in found.frame.iter_rows(named=True):
            st.metric(
                f"Usage so far, {row['currency']}",
                money(row["amount_cents"]),
                f"{money(row['projected_cents'])} at the month's end",
                delta_color="off",
                delta_arrow="off",
                border=True,
                help="Usage and fees of all payers, without resources.",
            )


def draft(scope: Scope, month: BillingMonth, payer_id: str | None, as_of: datetime) -> None:
    """Draws the draft by payer, and its usage by price, projected."""
    known = reading.known_totals(scope, month, payer_id)
    if known.frame.is_empty():
        whose = f" of {plain(payer_id)}" if payer_id else ""
        st.info(f"Nothing{whose} costs anything in {month} yet.", icon=":material/hourglass_empty:")
        st.markdown("Prices and subscriptions are reference data; resources are put one by one or by file:")
        st.code("meterhouse reference subscriptions subscriptions.csv\nmeterhouse build", language="bash")
        return
    headed(f"Draft of {month}", known, f"known_{month}")
    draw(
        known,
        {"known_cents": "So far"},
        column_order=["payer_id", "usage_cents", "resource_cents", "known_cents", "currency", "lines"],
    )
    asked = MonthFilter(month.first, ("client", "price"), {"client": (payer_id,)} if payer_id else {})
    projected = reading.draft(scope, asked, as_of)
    headed("Its usage, by price", projected, f"draft_{month}")
    if projected.frame.is_empty():
        st.info(f"No usage is charged in {month}.", icon=":material/search_off:")
        return
    draw(
        projected,
        {"quantity": "Quantity so far", "amount_cents": "Amount so far"},
        column_order=["client", "price", *BY_PRICE, "currency"],
    )
    st.caption(
        f"As of {as_of:%Y-%m-%d %H:%M} UTC. Counts and sums are taken to grow on as they did until then; fees, levels "
        "and balances stay. Of a month that is over both are the same."
    )
