"""Why a line has its amount: what it says itself, the steps of its price, its days, and the ledger's rows behind it."""

import json

import streamlit as st

from streamlit_app.billing import reading
from streamlit_app.billing.columns import WORDS, draw
from streamlit_app.billing.controls import choose
from streamlit_app.billing.downloads import downloads
from streamlit_app.words import plain
from warehouse.access import Scope
from warehouse.reports import Report, shown

SAID_APART = ("terms", "digest")
STEPS = {"step": "Step", "by": "By", "amount": "Amount", "value": "Values add up to"}


def explain(scope: Scope, invoice_no: int, line_no: int) -> None:
    """Draws why the line costs what it costs; raises `ReportError` if there is no such line."""
    found = reading.invoice_line(scope, invoice_no, line_no)
    name = f"{invoice_no}-{line_no}"
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(f"Why line {name} has its amount", anchor=False)
            downloads(found, f"line_{name}")
            st.button("Close", on_click=choose, args=("line", None), icon=":material/close:", key="close_line")
        told, price = st.columns([3, 2])
        told.table(_told(found), hide_index=True, border="horizontal")
        row = found.frame.row(0, named=True)
        price.markdown("**The price or the rate, as it was then**")
        price.json(json.loads(row["terms"]))
        price.caption(f"Sealed in the book as `{row['digest']}`.")
        _down_to_the_ledger(scope, name)


def _told(found: Report) -> list[dict[str, str]]:
    """Each thing the line says, with what it means."""
    values = found.frame.row(0)
    return [
        {"What": WORDS.get(column.name, column.name), "Value": shown(column, value), "Meaning": column.description}
        for column, value in zip(found.columns, values, strict=True)
        if column.name not in SAID_APART and value is not None
    ]


def _down_to_the_ledger(scope: Scope, name: str) -> None:
    """What was known then is explained from the marts while it is what is known now; else by a command."""
    if reading.find_line(scope, name).known is not None:
        st.info(
            "Something else is known of it now than when it was invoiced. What it rests on is made anew from the "
            "ledger as it was then, which takes as long as a build:",
            icon=":material/history:",
        )
        st.code(f"meterhouse explain {name}", language="bash")
        return
    explained = reading.explained(scope, name)
    for title, report in (
        ("From the quantity to the amount", explained.steps),
        ("Its days", explained.days),
        ("Where its rows came from", explained.sources),
    ):
        if not report.frame.is_empty():
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{title}**", width="stretch")
                downloads(report, f"{report.name}_{name}")
            draw(report, STEPS)
    for difference in explained.differences:
        st.error(plain(difference), icon=":material/error:")
    if explained.rows:
        st.caption(f"{explained.rows:,} rows of the ledger, as CSV of SHA-256 `{explained.digest}`:")
        st.code(f"meterhouse explain {name} --rows | sha256sum", language="bash")
