"""What dbt is told: the two sets of models and the arguments of each call, without running anything."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal

from orchestration.days import DayRange

# What is rebuilt by day, with the views upon it, and after it what is rated by month; all else is views and small
# tables, rebuilt whole before them.
ModelSet = Literal["whole", "daily", "monthly"]
ALL_MODELS = "fqn:*"
DAILY_MODELS = "config.incremental_strategy:microbatch+"
MONTHLY_MODELS = "config.incremental_strategy:by_month+"
SELECTIONS: dict[ModelSet, list[str]] = {
    "whole": ["--select", ALL_MODELS, "--exclude", DAILY_MODELS],
    "daily": ["--select", DAILY_MODELS, "--exclude", MONTHLY_MODELS],
    "monthly": ["--select", MONTHLY_MODELS],
}

# Unit tests prove the code, not the data: they run where the code changes.
BUILD = ("build", "--exclude-resource-type", "unit_test")


def daily_arguments(days: DayRange, through: int) -> list[str]:
    """Builds and tests the daily facts of exactly `days`, seeing the ledger up to number `through`."""
    return [
        *BUILD,
        *("--event-time-start", days.first.isoformat()),
        *("--event-time-end", days.end.isoformat()),
        *("--vars", _variables(through, days)),
    ]


def whole_arguments(days: DayRange | None, through: int) -> list[str]:
    """Builds and tests everything that is not built by day; `days` limits what data tests read of the facts."""
    return [*BUILD, "--vars", _variables(through, days)]


def monthly_arguments(months: Iterable[date], through: int) -> list[str]:
    """Rates and tests exactly these months, each by its first day."""
    variables = {"through": through, "months": [month.isoformat() for month in months]}
    return [*BUILD, "--vars", json.dumps(variables)]


def anew_arguments(days: DayRange, through: int) -> list[str]:
    """Makes every table anew, with the daily facts of `days` and no others, and tests them."""
    arguments = daily_arguments(days, through)
    return [*arguments[:-1], json.dumps(json.loads(arguments[-1]) | {"replace_tables": True})]


def view_arguments(names: Sequence[str], through: int) -> list[str]:
    """Makes the named views and nothing else."""
    return ["run", "--select", *names, "--vars", _variables(through, None)]


def selection(models: ModelSet) -> list[str]:
    """The arguments that choose one of the sets, for calls that name no model themselves."""
    return SELECTIONS[models]


def _variables(through: int, days: DayRange | None) -> str:
    limits = {"from": days.first.isoformat(), "until": days.last.isoformat()} if days else {}
    return json.dumps({"through": through, **limits})
