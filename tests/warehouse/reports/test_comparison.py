"""Against conftest's events: 500 bytes on 28 February, 1 byte on 2 March of the year before."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from warehouse import reports
from warehouse.access import Scope
from warehouse.reports import Period, UsageFilter
from warehouse.reports.alignment import Alignment
from warehouse.settings import Settings

OPERATOR = Scope.operator()
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def compared(settings: Settings, against: Any, *by: str, **asked: Any) -> list[dict[str, Any]]:
    days = {"from_date": MONDAY, "until_date": TUESDAY, "measures": ("requests", "response_bytes", "success_rate")}
    return reports.run_compared(OPERATOR, UsageFilter(**(days | asked), by=by), against, settings).frame.to_dicts()


def test_a_total_stands_beside_the_days_before(marts: Settings) -> None:
    assert compared(marts, "previous") == [
        {
            "requests": 6,
            "requests_before": 1,
            "requests_change": 5.0,
            "response_bytes": 1367,
            "response_bytes_before": 500,
            "response_bytes_change": pytest.approx(1.734),
            "success_rate": pytest.approx(4 / 6),
            "success_rate_before": 1.0,
            "success_rate_change": pytest.approx(-1 / 3),
        }
    ]


def test_a_total_stands_beside_the_same_days_of_last_year(marts: Settings) -> None:
    (total,) = compared(marts, "last_year", measures=("response_bytes",))
    assert total == {"response_bytes": 1367, "response_bytes_before": 1, "response_bytes_change": 1366.0}


def test_who_came_and_who_left_stand_in_the_comparison(marts: Settings) -> None:
    last = {"from_date": date(2026, 2, 28), "until_date": date(2026, 2, 28), "measures": ("requests", "success_rate")}
    found = compared(marts, "last_year", "client", **last)
    assert [(row["client"], row["requests"], row["requests_before"]) for row in found] == [("acme", 1, 0)]
    now = compared(marts, "previous", "client", from_date=date(2026, 3, 4), until_date=date(2026, 3, 5))
    assert [(row["client"], row["requests"], row["requests_before"], row["requests_change"]) for row in now] == [
        ("acme", 0, 4, -1.0),
        ("anonymous", 0, 1, -1.0),
        ("globex", 0, 1, -1.0),
    ]
    assert now[0]["success_rate"] is None
    assert now[0]["success_rate_change"] is None


def test_days_stand_beside_the_day_of_the_same_place(marts: Settings) -> None:
    found = compared(marts, "previous", "usage_date", measures=("requests",))
    assert [(row["usage_date"], row["requests"], row["requests_before"]) for row in found] == [
        (MONDAY, 4, 1),
        (TUESDAY, 2, 0),
    ]


def test_hours_stand_beside_the_hour_of_last_years_date(marts: Settings) -> None:
    found = compared(marts, "last_year", "hour", measures=("requests",), until_date=MONDAY)
    assert found[0] == {
        "hour": datetime(2026, 3, 2, 8, tzinfo=UTC),
        "requests": 0,
        "requests_before": 1,
        "requests_change": -1.0,
    }


def test_the_limit_is_taken_after_both_periods_are_joined(marts: Settings) -> None:
    order = {"order_by": ("-response_bytes",), "limit": 1}
    assert [row["client"] for row in compared(marts, "previous", "client", **order)] == ["globex"]


def test_february_and_march_are_aligned_by_day_of_the_month() -> None:
    march, february = Period(date(2026, 3, 1), date(2026, 3, 31)), Period(date(2026, 2, 1), date(2026, 2, 28))
    forward = Alignment(march, february, "previous")
    assert forward.day(date(2026, 2, 28)) == date(2026, 3, 28)
    backward = Alignment(february, march, "previous")
    assert backward.day(date(2026, 3, 28)) == date(2026, 2, 28)
    assert backward.day(date(2026, 3, 29)) is None


def test_the_leap_day_has_no_counterpart_and_moves_no_other_day() -> None:
    now = Period(date(2025, 2, 1), date(2025, 3, 31))
    alignment = Alignment(now, Period(date(2024, 2, 1), date(2024, 3, 31)), "last_year")
    assert alignment.day(date(2024, 2, 29)) is None
    assert alignment.day(date(2024, 3, 1)) == date(2025, 3, 1)


def test_weeks_and_months_stand_beside_those_of_the_same_place() -> None:
    now = Period(date(2026, 3, 4), date(2026, 3, 17))
    alignment = Alignment(now, Period(date(2026, 2, 18), date(2026, 3, 3)), "previous")
    assert alignment.week(date(2026, 2, 16)) == date(2026, 3, 2)
    assert alignment.week(date(2026, 3, 2)) == date(2026, 3, 16)
    quarter = Alignment(
        Period(date(2026, 4, 1), date(2026, 6, 30)), Period(date(2026, 1, 1), date(2026, 3, 31)), "previous"
    )
    assert quarter.month(date(2026, 3, 1)) == date(2026, 6, 1)
