from datetime import UTC, date, datetime, timedelta

import pytest

from streamlit_app.figures import age, byte_unit, change, days, figure
from streamlit_app.words import plain
from warehouse.reports import Period


@pytest.mark.parametrize(
    ("measure", "value", "shown"),
    [
        ("requests", 1234567, "1,234,567"),
        ("success_rate", 0.98765, "98.77%"),
        ("response_bytes", 1536, "1.5 KiB"),
        ("latency_p95_ms", 286.4, "286 ms"),
        ("latency_p95_ms", 1250.0, "1.25 s"),
        ("unique_users", 12.0, "12"),
        ("success_rate", None, "–"),
    ],
)
def test_a_value_is_shown_with_its_unit(measure: str, value: float | None, shown: str) -> None:
    assert figure(measure, value) == shown


@pytest.mark.parametrize(
    ("measure", "value", "shown"),
    [
        ("requests", 0.0634, "+6.3 %"),
        ("requests", -0.5, "-50.0 %"),
        ("success_rate", -0.02, "-2.0 points"),
        ("requests", 0.0004, "no change"),
        ("requests", None, None),
    ],
)
def test_a_change_has_its_sign_and_shares_differ_by_points(measure: str, value: float | None, shown: str) -> None:
    assert change(measure, value) == shown


def test_bytes_are_shown_in_the_unit_in_which_the_largest_reads_well() -> None:
    assert byte_unit(999) == ("B", 1)
    assert byte_unit(5 * 2**30) == ("GiB", 2**30)


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (date(2026, 3, 24), date(2026, 3, 30), "24 – 30 Mar 2026"),
        (date(2026, 2, 24), date(2026, 3, 2), "24 Feb – 2 Mar 2026"),
        (date(2025, 12, 24), date(2026, 1, 2), "24 Dec 2025 – 2 Jan 2026"),
        (date(2026, 3, 1), date(2026, 3, 1), "1 Mar 2026"),
    ],
)
def test_a_period_repeats_neither_month_nor_year(first: date, last: date, shown: str) -> None:
    assert days(Period(first, last)) == shown


@pytest.mark.parametrize(
    ("passed", "shown"),
    [
        (timedelta(days=236, hours=2), "236 days"),
        (timedelta(hours=1, minutes=59), "1 hour"),
        (timedelta(minutes=3), "3 minutes"),
        (timedelta(seconds=-5), "less than a minute"),
    ],
)
def test_an_age_is_told_roughly(passed: timedelta, shown: str) -> None:
    now = datetime(2026, 3, 30, 12, tzinfo=UTC)
    assert age(now - passed, now) == shown


def test_text_of_others_is_no_markdown() -> None:
    assert plain("[x](http://evil) *b* :smile:") == r"\[x\]\(http\://evil\) \*b\* \:smile\:"
