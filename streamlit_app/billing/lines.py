"""The lines of an invoice; adjustments name the line they put right."""

import polars as pl
import streamlit as st

from streamlit_app.billing import reading
from streamlit_app.billing.columns import amounts, draw
from streamlit_app.billing.controls import choose, chosen_line
from streamlit_app.billing.downloads import downloads
from streamlit_app.billing.explain import explain
from streamlit_app.states import in_one_sentence
from warehouse.access import Scope

WHY = "Why this amount?"


def line_table(scope: Scope, invoice_no: int) -> None:
    """Draws the lines, each with a button that explains it; raises `ReportError` if there is no such invoice."""
    found = reading.invoice_lines(scope, invoice_no)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(f"Lines of invoice {invoice_no}", anchor=False)
        downloads(found, f"invoice_{invoice_no}")
        st.button("Close", on_click=choose, args=("invoice", None), icon=":material/close:")
    numbers, key = [int(line.split("-")[1]) for line in found.frame["line"]], f"why_{invoice_no}"
    button = st.column_config.ButtonColumn(
        "", key=key, on_click=lambda: choose("line", numbers[st.session_state[key]["row"]])
    )
    adjusted = found.frame["adjusts"].count()
    draw(
        found,
        frame=amounts(found).with_columns(pl.lit(WHY).alias("why")),
        column_order=["line", "product_name", "amount_cents", "currency", "why", "adjusts", "usage_month", "client_id",
                      "reference", "events", "quantity", "included_quantity", "amount"],
        column_config={"why": button},
    )  # fmt: skip
    if adjusted:
        st.caption(
            f"{adjusted} of the lines {'is an adjustment' if adjusted == 1 else 'are adjustments'}: an earlier month "
            "as known when this one was closed, less what had been invoiced for it; `new` where nothing had been."
        )
    if line_no := chosen_line():
        with in_one_sentence():
            explain(scope, invoice_no, line_no)
