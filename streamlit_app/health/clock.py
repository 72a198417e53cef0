"""The data's own clock: how far the marts reach, and what they do not know yet."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import streamlit as st

from streamlit_app.figures import age, day
from warehouse.reports import Freshness


def clock_figures(fresh: Freshness, waiting: Sequence[date]) -> None:
    """Draws the figures; the latest use is known to the hour."""
    latest = fresh.latest_usage_hour_at
    with st.container(horizontal=True):
        _figure(
            "Latest usage (UTC)",
            f"{latest:%-d %b, %H}:00" if latest else "–",
            f"{age(latest, datetime.now(UTC))} ago" if latest else "no usage yet",
            "The hour of the latest event that counts.",
        )
        _figure(
            "Last day built",
            day(fresh.last_built_date) if fresh.last_built_date else "–",
            f"{fresh.days_built:,} days in all",
            "The latest day (UTC) that a build has made.",
        )
        _figure(
            "Days waiting",
            f"{len(waiting):,}",
            "to be built" if waiting else "all built",
            "Days whose usage changed since they were last built.",
            waits=bool(waiting),
        )
        _figure(
            "Loads held",
            f"{fresh.loads_held:,}",
            "wait for a person" if fresh.loads_held else "none waits",
            "The checks of a held load did not pass; it does not count until someone accepts it.",
            waits=bool(fresh.loads_held),
        )
        _figure(
            "Lines in quarantine",
            f"{fresh.lines_in_quarantine:,}",
            "kept, not counted",
            "Lines that wait, of all loads that are not voided; each is kept with its reason until it is released.",
        )


def _figure(label: str, value: str, below: str, help_: str, *, waits: bool = False) -> None:
    st.metric(label, value, below, delta_color="orange" if waits else "off", delta_arrow="off", border=True, help=help_)
