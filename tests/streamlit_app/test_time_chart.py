from datetime import UTC, date, datetime

import polars as pl
import pytest

from streamlit_app.usage.series import read_series
from streamlit_app.usage.time_axis import ticks
from streamlit_app.usage.time_chart import legend, time_chart
from warehouse.access import Scope
from warehouse.reports import Period, UsageFilter

pytestmark = pytest.mark.usefixtures("world")
LAST_WEEK = UsageFilter(date(2026, 3, 8), date(2026, 3, 14))


def moments(milliseconds: list[float]) -> list[str]:
    return [f"{datetime.fromtimestamp(value / 1000, UTC):%m-%d %H:%M}" for value in milliseconds]


def test_the_bars_of_an_hour_stand_on_one_another_and_reach_its_total() -> None:
    series = read_series(Scope.operator(), LAST_WEEK, "usage_date", "outcome", "requests")
    drawn = pl.DataFrame(time_chart(series, "requests", "usage_date", LAST_WEEK.period).data)

    ninth = drawn.filter(pl.col("when") == "Mon 9 Mar 2026").select("label", "base", "top", "shown").rows()
    assert ninth == [("Success", 0.0, 1.0, "1"), ("Client error", 1.0, 2.0, "1")]


def test_a_bar_lies_within_its_own_day_whatever_the_browsers_zone() -> None:
    series = read_series(Scope.operator(), LAST_WEEK, "usage_date", "outcome", "requests")
    drawn = pl.DataFrame(time_chart(series, "requests", "usage_date", LAST_WEEK.period).data)
    first = drawn.row(0, named=True)

    assert moments([first["from"], first["until"]]) == ["03-08 01:26", "03-08 22:33"]


def test_shares_are_lines_without_a_base_line() -> None:
    series = read_series(Scope.operator(), LAST_WEEK, "usage_date", "client", "success_rate")
    spec = time_chart(series, "success_rate", "usage_date", LAST_WEEK.period).to_dict()

    assert spec["mark"]["type"] == "line"
    assert spec["encoding"]["y"]["scale"]["zero"] is False


def test_days_are_marked_in_their_middle_hours_and_weeks_where_they_begin() -> None:
    week = Period(date(2026, 3, 8), date(2026, 3, 14))
    assert moments(ticks(week, "usage_date"))[:2] == ["03-08 12:00", "03-09 12:00"]
    assert moments(ticks(week, "hour"))[:2] == ["03-08 00:00", "03-09 00:00"]
    assert moments(ticks(Period(date(2026, 3, 8), date(2026, 3, 8)), "hour"))[:3] == [
        "03-08 00:00",
        "03-08 03:00",
        "03-08 06:00",
    ]
    assert moments(ticks(Period(date(2026, 3, 1), date(2026, 3, 20)), "week")) == [
        "03-02 00:00",
        "03-09 00:00",
        "03-16 00:00",
    ]


def test_an_axis_has_about_ten_marks_however_long_the_period() -> None:
    for days in (1, 3, 5, 40, 365, 3000):
        period = Period(date(2018, 1, 1), date.fromordinal(date(2018, 1, 1).toordinal() + days - 1))
        for grain in ("hour", "usage_date", "week", "month"):
            assert len(ticks(period, grain)) <= 10


def test_names_in_the_legend_are_text_and_nothing_else() -> None:
    assert "<script>" not in legend(("<script>alert(1)</script>",))
