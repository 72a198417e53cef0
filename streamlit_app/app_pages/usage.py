"""Usage: headline figures, use over time, and who or what it was made of."""

import streamlit as st

from streamlit_app import cached
from streamlit_app.filters import filter_bar
from streamlit_app.states import in_one_sentence, no_usage_yet, nothing_matches
from streamlit_app.usage.breakdown import breakdown
from streamlit_app.usage.download import download, measured
from streamlit_app.usage.headline import about, headline, is_comparable
from streamlit_app.usage.series import read_series
from streamlit_app.usage.split import split_controls
from streamlit_app.usage.time_chart import legend, time_chart
from streamlit_app.viewer import viewer

scope = viewer()
known = cached.known_days(scope)

st.title("Usage", anchor=False)
if known is None:
    no_usage_yet()
    st.stop()

asked, against = filter_bar(scope, known)
st.markdown(about(asked, against, known))
requests = headline(scope, asked, against, known)
split = split_controls(asked)
if not requests:
    nothing_matches(asked, known)
    st.stop()

with in_one_sentence():
    series = read_series(scope, asked, split.grain, split.by, split.measure)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(legend(series.labels), width="stretch")
        over_time = measured(scope, asked, (split.grain, split.by))
        download(scope, over_time, "CSV over time", "All rows of the chart and more measures, with exact numbers.")
    st.altair_chart(time_chart(series, split.measure, split.grain, asked.period))
with in_one_sentence():
    compared = against if is_comparable(asked, against, known) else None
    breakdown(scope, asked, split.by, compared, requests)
st.caption(
    "The address holds every choice: copy it to share this view. Usage of APIs off the marketplace is not in it."
)
