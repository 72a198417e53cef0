from datetime import date
from typing import get_args

from orchestration.days import DayRange
from orchestration.dbt_commands import BUILD, ModelSet, build_arguments, selection

MARCH = DayRange(date(2026, 3, 1), date(2026, 3, 31))


def test_a_range_of_days_is_one_call_whose_window_ends_on_the_day_after() -> None:
    arguments = build_arguments("all", MARCH)

    assert arguments == [
        *BUILD, "--event-time-start", "2026-03-01", "--event-time-end", "2026-04-01", *selection("all"),
    ]  # fmt: skip


def test_without_days_there_is_no_window() -> None:
    assert build_arguments("whole", None) == [*BUILD, *selection("whole")]


def test_no_argument_has_the_project_read_anew() -> None:
    assert not any("--vars" in build_arguments(models, MARCH) for models in get_args(ModelSet))


def test_every_model_is_in_exactly_one_of_the_three_sets() -> None:
    monthly = "config.incremental_strategy:by_month+"
    assert selection("daily") == ["--select", "config.incremental_strategy:microbatch+", "--exclude", monthly]
    assert selection("monthly") == ["--select", monthly]
    assert selection("all") == ["--exclude", monthly]
    assert selection("whole") == ["--select", "fqn:*", "--exclude", "config.incremental_strategy:microbatch+"]
