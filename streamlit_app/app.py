"""The dashboard's entry: `streamlit run streamlit_app/app.py`."""

from pathlib import Path

import streamlit as st

from streamlit_app.states import in_one_sentence

HERE = Path(__file__).parent
# Streamlit leaves a hand's breadth empty above every page, and no setting takes it away.
LESS_SPACE_ABOVE = '<style>[data-testid="stMainBlockContainer"] {padding-top: 4.5rem; padding-bottom: 3rem}</style>'

st.set_page_config(page_title="Meterhouse", page_icon=str(HERE / "icon.svg"), layout="wide")
st.logo(str(HERE / "icon.svg"), size="large")
st.html(LESS_SPACE_ABOVE)
page = st.navigation(
    [
        st.Page("app_pages/usage.py", title="Usage", icon=":material/bar_chart:", default=True),
        st.Page("app_pages/dealers.py", title="Dealers", icon=":material/storefront:"),
        st.Page("app_pages/rights.py", title="Rights", icon=":material/verified_user:"),
        st.Page("app_pages/billing.py", title="Billing", icon=":material/receipt_long:"),
        st.Page("app_pages/data_health.py", title="Data health", icon=":material/monitor_heart:"),
    ],
    position="top",
)
with in_one_sentence():
    page.run()
