"""Building the marts without Dagster: which days, in which calls. Dagster's assets make the same calls."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from orchestration.days import DayRange, contiguous
from orchestration.dbt_calls import Progress, run_dbt
from orchestration.dbt_commands import ANEW, ModelSet, build_arguments
from orchestration.dormant import dormant_folders, leaving_out
from orchestration.first_build import making_tables_alone
from orchestration.horizon import begun_horizon
from orchestration.views import make_missing_views
from warehouse.errors import BuildError
from warehouse.ledger import begun_through, day_to_begin_with, ledger_horizon, months_to_rate, touched_days, used_days
from warehouse.settings import Settings


@dataclass(frozen=True)
class Built:
    """One dbt call that ended well: what it built, for which days or months, and how long it took."""

    models: ModelSet
    days: DayRange | None
    seconds: float
    months: tuple[date, ...] = ()


def build(
    settings: Settings,
    from_date: date | None = None,
    until: date | None = None,
    *,
    on_progress: Progress | None = None,
    now: datetime | None = None,
) -> list[Built]:
    """Builds and tests the marts of the days that loads touched since their last build, or of a range.

    One dbt call where the days follow one another; else one for all that is not built by day, then one for each run of
    consecutive days. In a house with prices one more rates the months which those days, or new prices, changed. All see
    the ledger as it was at the start, when the month running at `now` has begun. Raises `BuildError` with dbt's own
    words; what was built before it stays built.
    """
    with making_tables_alone(settings, on_progress):
        through = begun_horizon(settings, now)
        ranges = ranges_to_build(settings, from_date, until)
        built = _build_days(ranges, through, settings, on_progress, leaving_out(dormant_folders(settings)))
        return built + _build_months(ranges, through, settings, on_progress)


def build_whole(settings: Settings, *, on_progress: Progress | None = None) -> Built:
    """Builds and tests what is not built by day, such as dimensions, and leaves the days that wait waiting."""
    with making_tables_alone(settings, on_progress):
        through = ledger_horizon(settings)
        built = _build("whole", None, through, settings, on_progress, leaving_out(dormant_folders(settings)))
        make_missing_views(settings, through, on_progress)
        return built


def build_anew(settings: Settings, *, on_progress: Progress | None = None) -> list[Built]:
    """Makes every table of the marts anew, with all days of the ledger, and tests them.

    After a change of their columns, which an ordinary build refuses. Raises `BuildError` with dbt's own words.
    """
    with making_tables_alone(settings, on_progress):
        through = begun_horizon(settings)
        # A house without usage has tables, too, once its fees are owed.
        used = used_days(settings)
        if used is None and (begun := begun_through(settings)):
            used = begun, begun
        if used is None:
            raise BuildError("The ledger is empty: there are no tables to make anew.")
        days = DayRange(*used)
        built = [_build("all", days, through, settings, on_progress, ANEW)]
        return built + _build_months([days], through, settings, on_progress, ANEW)


def ranges_to_build(settings: Settings, from_date: date | None, until: date | None) -> list[DayRange]:
    """The given range (one day if only one end is given), else the touched days in runs of consecutive days.

    In a house that owes fees before its first usage: a day that makes the tables.
    """
    first, last = from_date or until, until or from_date
    if first is None or last is None:
        days = touched_days(settings) or filter(None, [day_to_begin_with(settings)])
        return contiguous(list(days))
    if last < first:
        raise BuildError(f"--to {last} lies before --from {first}")
    return [DayRange(first, last)]


def _build_days(
    ranges: Sequence[DayRange],
    through: int,
    settings: Settings,
    on_progress: Progress | None,
    besides: Sequence[str],
) -> list[Built]:
    if len(ranges) == 1:
        return [_build("all", ranges[0], through, settings, on_progress, besides)]
    span = DayRange(ranges[0].first, ranges[-1].last) if ranges else None
    built = [_build("whole", span, through, settings, on_progress, besides)]
    if not ranges:
        make_missing_views(settings, through, on_progress)
    return built + [_build("daily", days, through, settings, on_progress, besides) for days in ranges]


def _build_months(
    ranges: Sequence[DayRange],
    through: int,
    settings: Settings,
    on_progress: Progress | None,
    anew: Sequence[str] = (),
) -> list[Built]:
    months = months_to_rate(settings, [day for days in ranges for day in days.days])
    if not months:
        return []
    # Tables that are made anew hold all months there are.
    rated = _build("monthly", None, through, settings, on_progress, anew, () if anew else months)
    return [replace(rated, months=tuple(months))]


def _build(
    models: ModelSet,
    days: DayRange | None,
    through: int,
    settings: Settings,
    on_progress: Progress | None,
    besides: Sequence[str] = (),
    months: Sequence[date] = (),
) -> Built:
    started = time.monotonic()
    run_dbt([*build_arguments(models, days), *besides], settings, on_progress, through=through, months=months)
    return Built(models, None if models == "whole" else days, time.monotonic() - started)
