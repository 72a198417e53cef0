"""Why a line has its amount, as far as the line itself says."""

import json

import streamlit as st

from streamlit_app.billing import reading
from streamlit_app.billing.columns import WORDS
from streamlit_app.billing.controls import choose
from streamlit_app.billing.downloads import downloads
from warehouse.access import Scope
from warehouse.reports import Report, shown

SAID_APART = ("terms", "digest")


def explain(scope: Scope, invoice_no: int, line_no: int) -> None:
    """Draws what the line says of its quantity, price and amount; raises `ReportError` if there is no such line."""
    found = reading.invoice_line(scope, invoice_no, line_no)
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(f"Why line {invoice_no}-{line_no} has its amount", anchor=False)
            downloads(found, f"line_{invoice_no}-{line_no}")
            st.button("Close", on_click=choose, args=("line", None), icon=":material/close:", key="close_line")
        told, price = st.columns([3, 2])
        told.table(_told(found), hide_index=True, border="horizontal")
        row = found.frame.row(0, named=True)
        price.markdown("**The price or the rate, as it was then**")
        price.json(json.loads(row["terms"]))
        price.caption(f"Sealed in the book as `{row['digest']}`.")


def _told(found: Report) -> list[dict[str, str]]:
    """Each thing the line says, with what it means."""
    values = found.frame.row(0)
    return [
        {"What": WORDS.get(column.name, column.name), "Value": shown(column, value), "Meaning": column.description}
        for column, value in zip(found.columns, values, strict=True)
        if column.name not in SAID_APART and value is not None
    ]
