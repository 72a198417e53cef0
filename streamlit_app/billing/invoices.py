"""The invoices of a closed month, and what they come to."""

import polars as pl
import streamlit as st

from streamlit_app.billing import reading
from streamlit_app.billing.columns import amounts, draw
from streamlit_app.billing.controls import choose
from streamlit_app.billing.downloads import headed
from streamlit_app.words import plain
from warehouse.access import Scope
from warehouse.book import BillingMonth
from warehouse.reports import Column, Report, shown

OPEN = "Show lines"


def totals(found: Report) -> None:
    """Draws what the month's invoices come to, of all payers, each currency apart."""
    with st.container(horizontal=True):
        for row in found.frame.iter_rows(named=True):
            st.metric(
                f"Invoiced, {row['currency']}",
                money(row["amount_cents"]),
                f"{row['invoices']:,} {'invoice' if row['invoices'] == 1 else 'invoices'}, {row['lines']:,} lines, "
                f"{row['adjustments']:,} of them adjustments",
                delta_color="off",
                delta_arrow="off",
                border=True,
                help="Of all payers.",
            )


def money(cents: int) -> str:
    """An amount as the tables write it, without its currency."""
    return shown(Column("amount", "cents", ""), cents)


def invoice_table(scope: Scope, month: BillingMonth, payer_id: str | None) -> None:
    """Draws the invoices, each with a button that shows its lines."""
    found = reading.invoices(scope, month, payer_id)
    if found.frame.is_empty():
        whose = f" of {plain(payer_id)}" if payer_id else ""
        st.info(f"There is no invoice{whose} for {month}: nothing was owed.", icon=":material/search_off:")
        return
    headed(f"Invoices of {month}", found, f"invoices_{month}")
    numbers, key = found.frame["invoice_no"].to_list(), f"open_{month}_{payer_id}"
    button = st.column_config.ButtonColumn(
        "", key=key, on_click=lambda: choose("invoice", numbers[st.session_state[key]["row"]])
    )
    draw(
        found,
        frame=amounts(found).with_columns(pl.lit(OPEN).alias("open")),
        column_order=["invoice_no", "payer_id", "amount_cents", "currency", "lines", "open"],
        column_config={"open": button},
    )
