"""The headline figures, each with its change since the earlier period."""

from dataclasses import replace
from typing import Literal

import streamlit as st

from streamlit_app import cached
from streamlit_app.figures import NO_CHANGE, change, day, days, figure
from streamlit_app.period import latest_day, today
from streamlit_app.words import MEASURES
from warehouse import reports
from warehouse.access import Scope
from warehouse.reports import Against, Period, UsageFilter

FIGURES = ("requests", "success_rate", "response_bytes", "latency_p95_ms", "unique_users")
# Grey: more use is neither good nor bad.
GOOD: dict[str, Literal["normal", "inverse"]] = {"success_rate": "normal", "latency_p95_ms": "inverse"}
HELP = {
    "success_rate": "Requests with a status below 400, in all requests.",
    "response_bytes": "Bytes sent in answer.",
    "latency_p95_ms": "95 % of the requests that tell their latency took no longer, within 2.5 %.",
    "unique_users": "Different users seen; requests without a user are not counted here.",
}
UNTOLD = "Only single events could tell this for these filters, for at most 31 days: choose fewer days."


def headline(scope: Scope, asked: UsageFilter, against: Against, known: Period) -> int:
    """Draws the figures; how many requests there were."""
    told = cached.tellable(scope, asked, FIGURES)
    row = cached.run_compared(scope, replace(asked, measures=told), against).frame.row(0, named=True)
    comparable = is_comparable(asked, against, known)
    with st.container(horizontal=True):
        for name in FIGURES:
            changed = change(name, row.get(f"{name}_change")) if comparable else None
            moved = changed not in (None, NO_CHANGE)
            st.metric(
                MEASURES[name],
                figure(name, row.get(name)),
                changed,
                delta_color=GOOD.get(name, "off") if moved else "off",
                delta_arrow="auto" if moved else "off",
                help=HELP.get(name) if name in told else UNTOLD,
                border=True,
            )
    return int(row["requests"])


def is_comparable(asked: UsageFilter, against: Against, known: Period) -> bool:
    """Whether all of the earlier period is known; a part of it beside a whole one would look like growth."""
    return reports.earlier(asked.period, against).from_date >= known.from_date


def about(asked: UsageFilter, against: Against, known: Period) -> str:
    """Which days, in whose time, compared with which, and what the presets count back from if that is not today."""
    zone = "UTC" if asked.time_basis == "utc" else "each client's own time zone"
    before = days(reports.earlier(asked.period, against))
    parts = [f"**{days(asked.period)}** in {zone}"]
    if is_comparable(asked, against, known):
        parts.append(f"compared with {before}")
    else:
        parts.append(f"not compared with {before}: usage is known from {day(known.from_date)}")
    if latest_day(known) < today():
        parts.append(f"presets count back from {day(latest_day(known))}, the latest day with usage")
    return " · ".join(parts)
