"""What dbt is told: the two sets of models and the arguments of each call, without running anything."""

import json
from typing import Literal

from orchestration.days import DayRange

# Daily facts are rebuilt day by day and wait for one another; all else is small and rebuilt whole, before them.
ModelSet = Literal["whole", "daily"]


def daily_arguments(days: DayRange, through: int) -> list[str]:
    """Builds and tests the daily facts of exactly `days`, seeing the ledger up to number `through`."""
    return [
        "build",
        *("--event-time-start", days.first.isoformat()),
        *("--event-time-end", days.end.isoformat()),
        *("--vars", _variables(through, days)),
    ]


def whole_arguments(days: DayRange | None, through: int) -> list[str]:
    """Builds and tests everything that is not built by day; `days` limits what data tests read of the facts."""
    return ["build", *("--vars", _variables(through, days))]


def selection(models: ModelSet) -> list[str]:
    """The arguments that choose one of the two sets, by the project's own selectors of those names."""
    return ["--selector", models]


def _variables(through: int, days: DayRange | None) -> str:
    limits = {"from": days.first.isoformat(), "until": days.last.isoformat()} if days else {}
    return json.dumps({"through": through, **limits})
