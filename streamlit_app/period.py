"""Which days a page is about."""

from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from streamlit_app.figures import day
from streamlit_app.words import PERIODS
from warehouse import reports
from warehouse.reports import Period


def latest_day(known: Period) -> date:
    """The day presets count back from: the latest with usage, but never one that is still to come."""
    return min(known.until_date, today())


def today() -> date:
    """The date now, in UTC."""
    return datetime.now(UTC).date()


def period_choice(latest: date) -> Period:
    """Draws the choice of days; presets count back from the latest day with usage."""
    chosen = st.segmented_control(
        "Period", list(PERIODS), default="last_7", required=True, format_func=lambda word: PERIODS[word],
        key="period", bind="query-params", on_change=_begin_custom,
        help=f"Counted back from {day(latest)}, the latest day with usage.", wrap=True,
    )  # fmt: skip
    period = _custom(latest) if chosen == "custom" else reports.preset(chosen, latest)
    st.session_state["days_shown"] = (period.from_date, period.until_date)
    return period


def _custom(latest: date) -> Period:
    # No default but an empty one: a default that moves with the data would be left out of the link.
    given = st.date_input("Days", value=[], key="days", bind="query-params", format="YYYY-MM-DD", width=260)
    return _days(given) or reports.preset("last_7", latest)


def _begin_custom() -> None:
    """Lets a range of one's own begin with the days that are shown."""
    if st.session_state["period"] == "custom" and not st.session_state.get("days"):
        st.session_state["days"] = st.session_state["days_shown"]


def _days(given: Any) -> Period | None:
    """The days of a date range of which perhaps only the first is chosen yet."""
    return Period(given[0], given[-1]) if given else None
