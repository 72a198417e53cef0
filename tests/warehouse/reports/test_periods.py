from datetime import date

import pytest

from warehouse.errors import ReportError
from warehouse.reports.periods import Against, Period, earlier, month_start, preset


def days(text: str) -> Period:
    """`2026-01-01/2026-01-31` as a period."""
    return Period(*map(date.fromisoformat, text.split("/")))


@pytest.mark.parametrize(
    ("name", "today", "expected"),
    [
        ("last_7", "2026-03-03", "2026-02-25/2026-03-03"),
        ("last_30", "2026-03-03", "2026-02-02/2026-03-03"),
        ("this_month", "2026-03-03", "2026-03-01/2026-03-03"),
        ("this_month", "2026-03-01", "2026-03-01/2026-03-01"),
        ("previous_month", "2026-03-31", "2026-02-01/2026-02-28"),
        ("previous_month", "2026-01-05", "2025-12-01/2025-12-31"),
        ("previous_month", "2024-03-01", "2024-02-01/2024-02-29"),
    ],
)
def test_presets_end_today_or_with_the_month_before(name: str, today: str, expected: str) -> None:
    assert preset(name, date.fromisoformat(today)) == days(expected)


@pytest.mark.parametrize(
    ("period", "against", "expected"),
    [
        ("2026-03-02/2026-03-03", "previous", "2026-02-28/2026-03-01"),
        ("2026-03-01/2026-03-31", "previous", "2026-02-01/2026-02-28"),
        ("2026-02-01/2026-03-31", "previous", "2025-12-01/2026-01-31"),
        ("2025-01-01/2025-12-31", "previous", "2024-01-01/2024-12-31"),
        ("2026-03-01/2026-03-30", "previous", "2026-01-30/2026-02-28"),
        ("2026-03-02/2026-03-03", "last_year", "2025-03-02/2025-03-03"),
        ("2024-02-29/2024-03-02", "last_year", "2023-02-28/2023-03-02"),
        ("2025-02-01/2025-02-28", "last_year", "2024-02-01/2024-02-29"),
        ("2024-01-01/2024-02-29", "last_year", "2023-01-01/2023-02-28"),
    ],
)
def test_the_earlier_period(period: str, against: Against, expected: str) -> None:
    assert earlier(days(period), against) == days(expected)


def test_months_are_counted_over_the_turn_of_the_year() -> None:
    assert month_start(date(2026, 1, 31), -1) == date(2025, 12, 1)
    assert month_start(date(2025, 12, 31), 1) == date(2026, 1, 1)
    assert month_start(date(2026, 5, 5), -17) == date(2024, 12, 1)


def test_a_period_that_cannot_be_is_refused() -> None:
    with pytest.raises(ReportError, match=r"ends \(2026-03-01\) before it begins \(2026-03-02\)"):
        days("2026-03-02/2026-03-01")
    with pytest.raises(ReportError, match="between 1970-01-01 and 2199-12-31"):
        days("0001-01-01/2026-01-01")
    with pytest.raises(ReportError, match=r"no period 'last_8'. Did you mean last_7?"):
        preset("last_8", date(2026, 1, 1))
