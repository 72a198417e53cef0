from datetime import date

import pytest

from orchestration.days import DayRange, contiguous


def test_days_join_into_the_fewest_ranges_that_hold_exactly_them() -> None:
    days = [date(2026, 3, day) for day in (2, 1, 2, 5, 31)] + [date(2026, 4, 1)]

    assert contiguous(days) == [
        DayRange(date(2026, 3, 1), date(2026, 3, 2)),
        DayRange(date(2026, 3, 5), date(2026, 3, 5)),
        DayRange(date(2026, 3, 31), date(2026, 4, 1)),
    ]


def test_a_range_ends_for_dbt_on_the_day_after_its_last() -> None:
    leap = DayRange(date(2024, 2, 28), date(2024, 2, 29))

    assert leap.end == date(2024, 3, 1)
    assert leap.days == (date(2024, 2, 28), date(2024, 2, 29))


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        DayRange(date(2026, 3, 2), date(2026, 3, 1))
