from datetime import date

from orchestration.days import DayRange
from orchestration.dbt_calls import dbt_environment
from orchestration.dbt_commands import BUILD, SELECTIONS, build_arguments, selection
from warehouse.settings import Settings

MARCH = DayRange(date(2026, 3, 1), date(2026, 3, 31))


def test_a_range_of_days_is_one_call_whose_window_ends_on_the_day_after() -> None:
    arguments = build_arguments("all", MARCH)

    assert arguments == [*BUILD, "--event-time-start", "2026-03-01", "--event-time-end", "2026-04-01"]


def test_without_days_there_is_no_window() -> None:
    assert build_arguments("whole", None) == [*BUILD, *selection("whole")]


def test_no_argument_has_the_project_read_anew() -> None:
    assert not any("--vars" in build_arguments(models, MARCH) for models in SELECTIONS)


def test_months_are_named_by_their_first_days(settings: Settings) -> None:
    environment = dbt_environment(settings, through=9, months=[date(2026, 3, 1), date(2026, 4, 1)])

    assert environment["METERHOUSE_MONTHS"] == "2026-03-01 2026-04-01"
    assert environment["METERHOUSE_LEDGER_THROUGH"] == "9"


def test_every_model_is_in_exactly_one_of_the_three_sets() -> None:
    monthly = "config.incremental_strategy:by_month+"
    assert selection("daily") == ["--select", "config.incremental_strategy:microbatch+", "--exclude", monthly]
    assert selection("monthly") == ["--select", monthly]
    assert selection("unrated") == ["--exclude", monthly]
    assert selection("whole") == ["--select", "fqn:*", "--exclude", "config.incremental_strategy:microbatch+"]
