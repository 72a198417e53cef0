"""Dealers: the new and changed records that were fetched of each, also of those of whom none were."""

from dataclasses import replace

import streamlit as st

from streamlit_app import cached
from streamlit_app.dealers.controls import PAGE, chosen_dealer, dealer_controls, nothing_here, page_controls
from streamlit_app.dealers.days import dealer_days
from streamlit_app.dealers.table import dealer_table
from streamlit_app.period import latest_day
from streamlit_app.states import no_usage_yet
from streamlit_app.viewer import viewer

scope = viewer()
known = cached.known_days(scope)

st.title("Dealers", anchor=False)
if known is None:
    no_usage_yet()
    st.stop()

asked = dealer_controls(latest_day(known))
# One more than a page has says whether there is another page.
found = cached.dealers(scope, replace(asked, limit=PAGE + 1)).frame
if found.is_empty():
    nothing_here(asked)
else:
    dealer_table(scope, asked, found.head(PAGE))
    page_controls(min(found.height, PAGE), is_last=found.height <= PAGE)

if chosen := chosen_dealer():
    dealer_days(scope, asked, chosen)
