from datetime import date
from typing import cast

import pytest

from streamlit_app.usage.series import auto_grain, read_series
from streamlit_app.words import OTHERS
from warehouse import reports
from warehouse.access import Scope
from warehouse.reports import Period, UsageFilter
from warehouse.settings import Settings

pytestmark = pytest.mark.usefixtures("world")
OPERATOR = Scope.operator()
LAST_WEEK = UsageFilter(date(2026, 3, 8), date(2026, 3, 14))


def test_the_most_used_values_are_series_and_all_others_one_more() -> None:
    # Eight endpoints were used; the most used comes first, the others have one request each.
    series = read_series(OPERATOR, LAST_WEEK, "usage_date", "endpoint", "requests")

    assert len(series.labels) == 7
    assert series.labels[0] == "/v1/orders"
    assert series.labels[-1] == OTHERS
    rest = series.frame.filter(series.frame["label"] == OTHERS)["value"].sum()
    assert rest == 2


@pytest.mark.parametrize("measure", ["requests", "response_bytes", "records_total"])
@pytest.mark.parametrize("by", ["endpoint", "outcome", "client", "user"])
def test_the_series_of_what_adds_up_add_up_to_the_total(world: Settings, by: str, measure: str) -> None:
    series = read_series(OPERATOR, LAST_WEEK, "usage_date", by, measure)
    total = reports.run(
        OPERATOR, UsageFilter(LAST_WEEK.from_date, LAST_WEEK.until_date, measures=(measure,)), world
    ).frame[measure][0]

    assert series.frame["value"].sum() == total


def test_hours_begin_and_end_on_the_hour_in_the_time_asked_for() -> None:
    local = UsageFilter(date(2026, 3, 8), date(2026, 3, 8), time_basis="local")
    frame = read_series(OPERATOR, local, "hour", "client", "requests").frame.sort("at")

    rows = frame.select("at", "until", "label").rows()
    shown = [(f"{at:%d %H:%M}", f"{until:%d %H:%M}", label) for at, until, label in rows]
    assert shown == [("08 00:00", "08 01:00", "globex"), ("08 10:00", "08 11:00", "acme")]


def test_what_does_not_add_up_has_no_others() -> None:
    series = read_series(OPERATOR, LAST_WEEK, "usage_date", "endpoint", "success_rate")

    assert OTHERS not in series.labels
    assert len(series.labels) == 6


@pytest.mark.parametrize(
    ("days", "grain"), [(1, "hour"), (7, "hour"), (9, "usage_date"), (31, "usage_date"), (200, "week"), (1000, "month")]
)
def test_long_periods_are_drawn_in_coarser_steps(days: int, grain: str) -> None:
    assert auto_grain(cast("Period", reports.last_days(date(2026, 3, 14), days))) == grain
