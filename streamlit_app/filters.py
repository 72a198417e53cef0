"""The filter bar: which days, in which time, of whom and what. Every choice stands in the address."""

from collections.abc import Callable
from typing import cast

import streamlit as st

from streamlit_app.choices import TYPED, choices
from streamlit_app.period import latest_day, period_choice
from streamlit_app.words import AGAINST, DIMENSIONS, ZONES, value_label
from warehouse.access import Scope
from warehouse.reports import Against, Period, TimeBasis, UsageFilter

IN_BAR = ("client", "api", "endpoint", "outcome", "status_code")
IN_MORE = (
    "provider", "agency", "project", "dealer", "operation", "user", "age_band", "gender", "income_band", "spend_band",
    "ip", "country", "region", "city",
)  # fmt: skip
Where = dict[str, tuple[str, ...]]


def filter_bar(scope: Scope, known: Period) -> tuple[UsageFilter, Against]:
    """Draws the bar; what it asks for, as one total, and what to compare that with."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        period = period_choice(latest_day(known))
        against = _choice("Compare with", "against", AGAINST)
        zone = zone_choice()
    where = _filters(scope, period)
    asked = UsageFilter(period.from_date, period.until_date, where=where, time_basis=zone)
    return asked, cast("Against", against)


def zone_choice() -> TimeBasis:
    """Draws the choice of the clock by which days and hours are meant."""
    about = "UTC, or Local: days and hours of each client's own time zone, as its record says."
    return cast("TimeBasis", _choice("Time", "zone", ZONES, about))


def _choice(label: str, key: str, words: dict[str, str], help_: str | None = None) -> str:
    return st.segmented_control(
        label, list(words), default=next(iter(words)), required=True, format_func=lambda word: words[word], key=key,
        help=help_, bind="query-params", wrap=True,
    )  # fmt: skip


def _filters(scope: Scope, period: Period) -> Where:
    where: Where = {}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for name in IN_BAR:
            where |= _filter(scope, period, name, is_listed=True)
        more = st.popover(_more_label(), key="more", on_change="rerun", icon=":material/tune:")
    with more:
        for name in IN_MORE:
            where |= _filter(scope, period, name, is_listed=bool(more.open))
        st.button("Clear all filters", on_click=clear_filters, width="stretch")
    return where


def _filter(scope: Scope, period: Period, name: str, *, is_listed: bool) -> Where:
    chosen = st.multiselect(
        DIMENSIONS[name],
        choices(scope, period, name, _chosen) if is_listed else [],
        format_func=_labels(name),
        key=name,
        bind="query-params",
        # A link may name what this period does not have: it must then show nothing, not everything.
        accept_new_options=True,
        placeholder="Type one" if name in TYPED else "All",
    )
    return {name: tuple(str(value) for value in chosen)} if chosen else {}


def _labels(name: str) -> Callable[[str], str]:
    return lambda value: value_label(name, value)


def _more_label() -> str:
    count = sum(bool(_chosen(name)) for name in IN_MORE)
    return f"More ({count})" if count else "More"


def _chosen(name: str) -> tuple[str, ...]:
    """What a filter keeps, also while it is not drawn yet: then the address says it."""
    values = st.session_state[name] if name in st.session_state else st.query_params.get_all(name)
    return tuple(str(value) for value in values)


def clear_filters() -> None:
    """Takes every filter back; days, time and breakdown stay."""
    for name in (*IN_BAR, *IN_MORE):
        st.session_state[name] = []
