"""The jobs by name, and how their runs ended, as one process tells another."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

from orchestration.days import DayRange

LOAD: Final = "usage_load"
BUILD: Final = "usage_build"
DAY: Final = "usage_day"
CLOSE: Final = "close_month"


@dataclass(frozen=True)
class RunOutcome:
    """How a run ended; `failures` are the sentences of the steps that did not go well."""

    job: str
    days: DayRange
    run_id: str
    succeeded: bool
    seconds: float
    failures: tuple[str, ...] = ()

    @property
    def is_build(self) -> bool:
        """Whether days were built, not only files loaded."""
        return self.job != LOAD

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> Self:
        """The outcome that `dataclasses.asdict` took apart and JSON carried."""
        first, last = (date.fromisoformat(given["days"][end]) for end in ("first", "last"))
        return cls(**{**given, "days": DayRange(first, last), "failures": tuple(given["failures"])})
