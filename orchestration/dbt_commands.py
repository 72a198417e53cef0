"""What dbt is told: the sets of models and the arguments of each call, without running anything."""

from collections.abc import Sequence
from typing import Literal

from orchestration.days import DayRange

# What is rebuilt by day, with the views upon it, and what is rated by month after it; all else is views and small
# tables, rebuilt whole before them. `all` is all but the months, which go by what the days have come to.
ModelSet = Literal["all", "whole", "daily", "monthly"]
ALL_MODELS = "fqn:*"
DAILY_MODELS = "config.incremental_strategy:microbatch+"
MONTHLY_MODELS = "config.incremental_strategy:by_month+"
SELECTIONS: dict[ModelSet, list[str]] = {
    "all": ["--exclude", MONTHLY_MODELS],
    "whole": ["--select", ALL_MODELS, "--exclude", DAILY_MODELS],
    "daily": ["--select", DAILY_MODELS, "--exclude", MONTHLY_MODELS],
    "monthly": ["--select", MONTHLY_MODELS],
}

# Unit tests prove the code, not the data: they run where the code changes.
BUILD = ("build", "--exclude-resource-type", "unit_test")
ANEW = ("--vars", "{replace_tables: true}")


def build_arguments(models: ModelSet, days: DayRange | None) -> list[str]:
    """Builds and tests a set of models: of daily facts exactly `days`, to which data tests are limited, too."""
    return [*BUILD, *window(days), *selection(models)]


def window(days: DayRange | None) -> list[str]:
    """The arguments that limit daily models, and what tests read, to some days."""
    if days is None:
        return []
    return ["--event-time-start", days.first.isoformat(), "--event-time-end", days.end.isoformat()]


def view_arguments(names: Sequence[str]) -> list[str]:
    """Makes the named views and nothing else."""
    return ["run", "--select", *names]


def selection(models: ModelSet) -> list[str]:
    """The arguments that choose a set, for calls that name no model themselves."""
    return SELECTIONS[models]
