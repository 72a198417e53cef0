"""The controls of the chart: what is measured, how finely, split by what."""

from dataclasses import dataclass
from typing import cast

import streamlit as st

from streamlit_app.usage.series import MEASURED_OVER_TIME, auto_grain
from streamlit_app.words import DIMENSIONS, GRAINS, MEASURES, Grain
from warehouse.reports import ATTRIBUTES, UsageFilter


@dataclass(frozen=True)
class Split:
    """How usage is taken apart: by which dimension, which measure over time, in which grain."""

    by: str
    measure: str
    grain: Grain


def split_controls(asked: UsageFilter) -> Split:
    """Draws the controls."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = _choice("Break down by", "by", DIMENSIONS)
        measure = _choice("Over time", "measure", {name: MEASURES[name] for name in MEASURED_OVER_TIME})
        grain = _choice("Per", "grain", GRAINS)
    of_users = bool(asked.attributes) or by in ATTRIBUTES
    return Split(by, measure, auto_grain(asked.period, of_users=of_users) if grain == "auto" else cast("Grain", grain))


def _choice(label: str, key: str, words: dict[str, str]) -> str:
    return st.selectbox(
        label, list(words), format_func=lambda word: words[word], key=key, width=190, bind="query-params"
    )
