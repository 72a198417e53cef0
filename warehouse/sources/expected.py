"""Which files a source is expected to bring: so many for each of its landing days."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator, model_validator

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ONE_DAY = timedelta(days=1)
# Before and after these a date is a slip of the pen.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
# Files of a day may land the morning after: until noon of it.
GRACE_HOURS, MOST_GRACE_HOURS = 36, 31 * 24
MOST_FILES = 100_000


def _check_day(given: object) -> object:
    """A day of the calendar, as YAML reads it or as text."""
    try:
        day = date.fromisoformat(given) if isinstance(given, str) else given
    except ValueError:
        day = None
    if not isinstance(day, date) or isinstance(day, datetime):
        raise ValueError("must be a date such as 2026-03-01")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"must lie between {FIRST_DAY} and {LAST_DAY}")
    return day


Day = Annotated[date, BeforeValidator(_check_day)]


class ExpectedFiles(BaseModel):
    """At least `files` files on each landing day (UTC) from `since` through `until` that is one of the `weekdays`.

    Until `grace_hours` after its beginning a day's files are not late.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: Day
    files: Annotated[int, Field(strict=True, ge=1, le=MOST_FILES)] = 1
    until: Day | None = None
    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1)] = WEEKDAYS
    grace_hours: Annotated[int, Field(strict=True, ge=1, le=MOST_GRACE_HOURS)] = GRACE_HOURS

    @model_validator(mode="before")
    @classmethod
    def _is_a_mapping(cls, given: Any) -> Any:
        if not isinstance(given, Mapping | ExpectedFiles):
            raise ValueError("must be a mapping such as {files: 1, since: 2026-03-01}")
        return given

    @field_validator("until")
    @classmethod
    def _follows_since(cls, until: date | None, given: ValidationInfo) -> date | None:
        since = given.data.get("since")
        if until is not None and since is not None and until < since:
            raise ValueError(f"{until} lies before `since`, {since}")
        return until

    def days(self, first: date, last: date) -> list[date]:
        """The landing days between two days, both included, on which files are expected."""
        first, last = max(first, self.since), min(last, self.until or last)
        days = [first + n * ONE_DAY for n in range((last - first).days + 1)]
        return [day for day in days if WEEKDAYS[day.weekday()] in self.weekdays]

    def late_at(self, day: date) -> datetime:
        """From when on a file of the landing day is late."""
        return datetime.combine(day, time(), UTC) + timedelta(hours=self.grace_hours)
