"""Rights: what a client may use of features at an instant, and what it uses of them."""

import polars as pl
import streamlit as st

from streamlit_app import cached
from streamlit_app.rights.bars import rights_bars
from streamlit_app.rights.controls import rights_controls
from streamlit_app.rights.table import rights_table
from streamlit_app.states import no_rights_yet
from streamlit_app.viewer import viewer

scope = viewer()
clients = cached.clients_with_rights(scope)

st.title("Rights", anchor=False)
if not clients:
    no_rights_yet()
    st.stop()

asked = rights_controls(scope, clients)
found = cached.rights(scope, asked).frame
if found.is_empty():
    st.info(f"The client has no right at {asked.at:%Y-%m-%d %H:%M} UTC.", icon=":material/search_off:")
    st.stop()

over = found.filter(pl.col("is_over")).height
with st.container(horizontal=True):
    st.metric("Features", f"{found['feature_id'].n_unique():,}", width="content")
    st.metric("Over what is included", f"{over:,}", width="content")
rights_bars(found)
rights_table(scope, asked, found)
