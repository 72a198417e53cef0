import json
from datetime import date

from orchestration.days import DayRange
from orchestration.dbt_commands import BUILD, daily_arguments, monthly_arguments, selection, whole_arguments

MARCH = DayRange(date(2026, 3, 1), date(2026, 3, 31))


def test_a_range_of_days_is_one_call_whose_window_ends_on_the_day_after() -> None:
    command, *rest = [argument for argument in daily_arguments(MARCH, through=42) if argument not in BUILD[1:]]

    assert command == "build"
    assert rest[:4] == ["--event-time-start", "2026-03-01", "--event-time-end", "2026-04-01"]
    assert rest[4] == "--vars"
    assert json.loads(rest[5]) == {"through": 42, "from": "2026-03-01", "until": "2026-03-31"}


def test_what_is_built_whole_has_no_window_but_its_tests_read_only_the_days() -> None:
    arguments = whole_arguments(MARCH, through=42)

    assert not any(argument.startswith("--event-time") for argument in arguments)
    assert json.loads(arguments[-1]) == {"through": 42, "from": "2026-03-01", "until": "2026-03-31"}


def test_without_days_the_tests_are_not_limited() -> None:
    assert json.loads(whole_arguments(None, through=7)[-1]) == {"through": 7}


def test_months_are_named_by_their_first_days() -> None:
    arguments = monthly_arguments([date(2026, 3, 1), date(2026, 4, 1)], through=9)

    assert json.loads(arguments[-1]) == {"through": 9, "months": ["2026-03-01", "2026-04-01"]}


def test_every_model_is_in_exactly_one_of_the_three_sets() -> None:
    monthly = "config.incremental_strategy:by_month+"
    assert selection("daily") == ["--select", "config.incremental_strategy:microbatch+", "--exclude", monthly]
    assert selection("monthly") == ["--select", monthly]
    assert selection("whole") == ["--select", "fqn:*", "--exclude", "config.incremental_strategy:microbatch+"]
