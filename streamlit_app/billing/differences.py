"""As invoiced, as known now, and the difference."""

import polars as pl
import streamlit as st

from streamlit_app.billing import reading
from streamlit_app.billing.columns import draw
from streamlit_app.billing.downloads import headed
from warehouse.access import Scope
from warehouse.book import BillingMonth

AMOUNTS = ("invoiced", "known", "difference")


def differences(scope: Scope, month: BillingMonth, payer_id: str | None) -> None:
    """Draws what was invoiced for the usage of a closed month, over all invoices, against what is known of it now."""
    found = reading.billed(scope, month, payer_id)
    if found.frame.is_empty():
        return
    headed("As invoiced, and as known now", found, f"billed_{month}")
    differing = found.frame.filter(pl.col("differing") > 0)
    if differing.is_empty():
        st.success("What was invoiced is what is known now.", icon=":material/check:")
    else:
        whom = f"{differing.height:,} {'payer' if differing.height == 1 else 'payers'}"
        st.info(f"Something is known otherwise of {whom}: the next closing adjusts it.", icon=":material/sync_problem:")
    draw(
        found,
        column_order=["payer_id", *(f"{name}_cents" for name in AMOUNTS), "currency", "lines", "differing"],
    )
