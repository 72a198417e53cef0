"""The reports the pages show, remembered for a short while.

The cache is shared by everyone who looks: the scope is an argument of each function and so part of its key.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from io import BytesIO

import polars as pl
import streamlit as st

from warehouse import reports
from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports import Against, DealerFilter, Freshness, Period, Report, RightsFilter, UsageFilter
from warehouse.reports.plan import plan

# Seconds. Short enough that a build is seen soon; long enough that moving between views asks nothing twice.
USAGE_TTL = 60
HEALTH_TTL = 10
READING = "Reading usage …"
LOADS_SHOWN = 2000
# More choices than these nobody reads; what is beyond them can be typed.
MOST_COMBINATIONS = 5000
EVER = Period(date(1970, 1, 1), date(2199, 12, 31))


@st.cache_data(ttl=HEALTH_TTL, show_spinner=READING)
def known_days(scope: Scope) -> Period | None:
    """The first and the last day with usage, or none if there is none yet, built or loaded."""
    by_day = UsageFilter(EVER.from_date, EVER.until_date, ("usage_date",), ("requests",))
    try:
        days = reports.run(scope, by_day).frame["usage_date"]
    except ReportError:  # The question is always a good one: what is missing are the marts.
        return None
    return Period(days[0], days[-1]) if len(days) else None


@st.cache_data(ttl=USAGE_TTL, show_spinner=READING)
def run(scope: Scope, asked: UsageFilter) -> Report:
    """A usage report; raises `ReportError` if it cannot be told."""
    return reports.run(scope, asked)


@st.cache_data(ttl=USAGE_TTL, show_spinner=READING)
def run_compared(scope: Scope, asked: UsageFilter, against: Against) -> Report:
    """A usage report beside that of an earlier period."""
    return reports.run_compared(scope, asked, against)


@st.cache_data(ttl=5 * USAGE_TTL, show_spinner=READING)
def combinations(scope: Scope, dimensions: tuple[str, ...], period: Period) -> pl.DataFrame:
    """The combinations of values that were used together in a period, the most used first, as text."""
    asked = UsageFilter(period.from_date, period.until_date, dimensions, limit=MOST_COMBINATIONS)
    return reports.combinations(scope, asked).with_columns(pl.col(dimensions).cast(pl.String))


@st.cache_data(ttl=USAGE_TTL, show_spinner="Reading dealers …")
def dealers(scope: Scope, asked: DealerFilter) -> Report:
    """Dealers with the records fetched of them."""
    return reports.dealers(scope, asked)


def dealers_csv(scope: Scope, asked: DealerFilter) -> bytes:
    """The same report as CSV."""
    return reports.render(reports.dealers(scope, asked), "csv")


@st.cache_data(ttl=HEALTH_TTL, show_spinner="Reading rights …")
def clients_with_rights(scope: Scope) -> dict[str, str]:
    """The names, by id, of clients who have or had any right; none before anything is built."""
    try:
        return reports.clients_with_rights(scope)
    except ReportError:
        return {}


@st.cache_data(ttl=HEALTH_TTL, show_spinner="Reading rights …")
def rights(scope: Scope, asked: RightsFilter) -> Report:
    """What clients may use of features, and what they use of it."""
    return reports.rights(scope, asked)


def rights_csv(scope: Scope, asked: RightsFilter) -> bytes:
    """The same report as CSV."""
    return reports.render(reports.rights(scope, asked), "csv")


@st.cache_data(ttl=HEALTH_TTL, show_spinner="Reading what came in …")
def reconciliation(scope: Scope) -> Report:
    """What came in and where it went, by source."""
    return reports.reconciliation(scope)


@st.cache_data(ttl=HEALTH_TTL, show_spinner="Reading loads …")
def loads(scope: Scope, state: str | None) -> Report:
    """The latest loads with their accounting, at most `LOADS_SHOWN`."""
    return reports.loads(scope, state=state, limit=LOADS_SHOWN)


@st.cache_data(ttl=HEALTH_TTL, show_spinner="Reading the quarantine …")
def quarantine(scope: Scope) -> Report:
    """Lines that cannot be counted, by reason and source."""
    return reports.quarantine(scope)


@st.cache_data(ttl=HEALTH_TTL, show_spinner=READING)
def unknown_ids(scope: Scope) -> Report:
    """Whom usage names and no reference record describes."""
    return reports.unknown_ids(scope)


@st.cache_data(ttl=HEALTH_TTL, show_spinner="Reading expected files …")
def expected_files(scope: Scope) -> Report:
    """Landing days on which files are expected, and whether they are there; may raise `SourceError`."""
    return reports.expected_files(scope)


@st.cache_data(ttl=HEALTH_TTL, show_spinner="Reading where addresses are …")
def locations(scope: Scope) -> Report:
    """By which databases addresses are located."""
    return reports.locations(scope)


@st.cache_data(ttl=HEALTH_TTL, show_spinner="Reading the data's clock …")
def freshness(scope: Scope) -> Freshness | None:
    """How far the marts reach, or none if they are not built."""
    try:
        return reports.freshness(scope)
    except ReportError:
        return None


@st.cache_data(ttl=HEALTH_TTL, show_spinner=False)
def days_waiting(scope: Scope) -> list[date]:
    """Days that changed since they were built."""
    return reports.days_waiting(scope)


def tellable(scope: Scope, asked: UsageFilter, measures: Iterable[str]) -> tuple[str, ...]:
    """Those of the measures that can be told for a question; the others would need single events of too many days."""
    return tuple(measure for measure in measures if _can_tell(scope, replace(asked, measures=(measure,))))


def _can_tell(scope: Scope, asked: UsageFilter) -> bool:
    try:
        plan(scope, asked)
    except ReportError:
        return False
    return True


def csv(scope: Scope, asked: UsageFilter) -> bytes:
    """The whole result as CSV, the same report the page shows."""
    sink = BytesIO()
    reports.write(reports.run_in_pieces(scope, asked), "csv", sink)
    return sink.getvalue()
