"""Data health: the data's own clock, what waits for a person, the loads and their accounting, the quarantine."""

import streamlit as st

from streamlit_app import cached
from streamlit_app.health.accounting import built_accounting, load_accounting
from streamlit_app.health.attention import attention
from streamlit_app.health.clock import clock_figures
from streamlit_app.health.columns import of_sources
from streamlit_app.health.expected_table import expected_table
from streamlit_app.health.load_table import load_filters, load_table
from streamlit_app.health.locations import location_databases
from streamlit_app.health.quarantine_table import quarantine_table
from streamlit_app.health.reconciliation import reconciliation
from streamlit_app.health.unknown_table import unknown_table
from streamlit_app.states import in_one_sentence, no_usage_yet
from streamlit_app.viewer import viewer
from warehouse.settings import settings

scope = viewer()
fresh = cached.freshness(scope)

st.title("Data health", anchor=False)
if fresh is None:
    no_usage_yet()
    st.stop()

waiting = cached.days_waiting(scope)
clock_figures(fresh, waiting)
attention(cached.loads(scope, "held"), waiting)

st.subheader("What came in, and where it went", anchor=False)
reconciliation(cached.reconciliation(scope))

st.subheader("Expected files", anchor=False)
with in_one_sentence():
    expected_table(cached.expected_files(scope))

st.subheader("Loads", anchor=False)
every_source = sorted(cached.loads(scope, None).frame["source"].unique())
state, sources = load_filters(every_source)
found = of_sources(cached.loads(scope, state), sources)

st.markdown(load_accounting(found))
st.markdown(built_accounting(fresh))
load_table(found)

st.subheader("Quarantine", anchor=False)
quarantine_table(of_sources(cached.quarantine(scope), sources), is_all=not sources)

st.subheader("Named by usage, described by nobody", anchor=False)
unknown_table(cached.unknown_ids(scope))

st.subheader("Where addresses are", anchor=False)
location_databases(cached.locations(scope).frame, settings().geoip_path)
st.caption(f"Runs, their logs and running them again: Dagster, http://127.0.0.1:{settings().dagster_port}")
