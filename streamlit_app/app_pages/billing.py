"""Billing: invoices and their lines, what is known now, the draft of the running month, and what is not billed."""

import streamlit as st

from streamlit_app.billing import reading
from streamlit_app.billing.controls import chosen_invoice, month_choice, payer_choice, payers_of
from streamlit_app.billing.differences import differences
from streamlit_app.billing.draft import draft, draft_totals
from streamlit_app.billing.empty import nothing_built_yet, nothing_costs_yet
from streamlit_app.billing.invoices import invoice_table, totals
from streamlit_app.billing.lines import line_table
from streamlit_app.billing.months import about, month_table, state_of
from streamlit_app.billing.not_billed import not_billed
from streamlit_app.states import in_one_sentence
from streamlit_app.viewer import viewer
from warehouse.reports import MonthFilter

scope = viewer()
months = reading.months(scope)

st.title("Billing", anchor=False)
if months is None:
    nothing_built_yet()
    st.stop()
if months.frame.is_empty():
    nothing_costs_yet()
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom"):
    month = month_choice(months)
    known = reading.known_totals(scope, month, None)
    payer = payer_choice(payers_of(known, reading.invoices(scope, month, None)))
about(months, month)

with in_one_sentence():
    if state_of(months, month) == "closed":
        totals(reading.month_totals(scope, month))
        invoice_table(scope, month, payer)
        if invoice := chosen_invoice():
            line_table(scope, invoice)
        differences(scope, month, payer)
    else:
        as_of = reading.known_until(scope)
        draft_totals(reading.draft(scope, MonthFilter(month.first, ()), as_of))
        draft(scope, month, payer, as_of)
with in_one_sentence():
    not_billed(scope, month, payer)
month_table(months)
