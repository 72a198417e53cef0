"""Building the marts without Dagster: which days, in which calls. Dagster's assets make the same calls."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from orchestration.days import DayRange, contiguous
from orchestration.dbt_calls import Progress, run_dbt
from orchestration.dbt_commands import (
    ModelSet,
    anew_arguments,
    daily_arguments,
    monthly_arguments,
    selection,
    whole_arguments,
)
from orchestration.first_build import making_tables_alone
from orchestration.views import make_missing_views
from warehouse.errors import BuildError
from warehouse.ledger import ledger_horizon, months_to_rate, touched_days, used_days
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
) -> list[Built]:
    """Builds and tests the marts of the days that loads touched since their last build, or of a range.

    One dbt call for all that is not built by day, then one for each run of consecutive days, and one that rates the
    months which those days, or new prices, changed; all see the ledger as it was at the start. Raises `BuildError` with
    dbt's own words; what was built before it stays built.
    """
    with making_tables_alone(settings, on_progress):
        through = ledger_horizon(settings)
        ranges = ranges_to_build(settings, from_date, until)
        built = [_build_whole(ranges, through, settings, on_progress)]
        if not ranges:
            make_missing_views(settings, through, on_progress)
        built += [_build_daily(days, through, settings, on_progress) for days in ranges]
        return built + _build_monthly(ranges, through, settings, on_progress)


def build_whole(settings: Settings, *, on_progress: Progress | None = None) -> Built:
    """Builds and tests what is not built by day, such as dimensions, and leaves the days that wait waiting."""
    with making_tables_alone(settings, on_progress):
        through = ledger_horizon(settings)
        built = _build_whole([], through, settings, on_progress)
        make_missing_views(settings, through, on_progress)
        return built


def build_anew(settings: Settings, *, on_progress: Progress | None = None) -> list[Built]:
    """Makes every table of the marts anew, with all days of the ledger, and tests them.

    After a change of their columns, which an ordinary build refuses. Raises `BuildError` with dbt's own words.
    """
    with making_tables_alone(settings, on_progress):
        through = ledger_horizon(settings)
        used = used_days(settings)
        if used is None:
            raise BuildError("The ledger is empty: there are no tables to make anew.")
        days = DayRange(*used)
        return [_timed("daily", days, anew_arguments(days, through), settings, on_progress)]


def ranges_to_build(settings: Settings, from_date: date | None, until: date | None) -> list[DayRange]:
    """The given range (one day if only one end is given), else the touched days in runs of consecutive days."""
    first, last = from_date or until, until or from_date
    if first is None or last is None:
        return contiguous(touched_days(settings))
    if last < first:
        raise BuildError(f"--to {last} lies before --from {first}")
    return [DayRange(first, last)]


def _build_whole(ranges: Sequence[DayRange], through: int, settings: Settings, on_progress: Progress | None) -> Built:
    span = DayRange(ranges[0].first, ranges[-1].last) if ranges else None
    arguments = [*whole_arguments(span, through), *selection("whole")]
    return _timed("whole", None, arguments, settings, on_progress)


def _build_daily(days: DayRange, through: int, settings: Settings, on_progress: Progress | None) -> Built:
    return _timed("daily", days, [*daily_arguments(days, through), *selection("daily")], settings, on_progress)


def _build_monthly(
    ranges: Sequence[DayRange], through: int, settings: Settings, on_progress: Progress | None
) -> list[Built]:
    months = months_to_rate(settings, [day for days in ranges for day in days.days])
    if not months:
        return []
    arguments = [*monthly_arguments(months, through), *selection("monthly")]
    return [replace(_timed("monthly", None, arguments, settings, on_progress), months=tuple(months))]


def _timed(
    models: ModelSet, days: DayRange | None, arguments: list[str], settings: Settings, on_progress: Progress | None
) -> Built:
    started = time.monotonic()
    run_dbt(arguments, settings, on_progress)
    return Built(models, days, time.monotonic() - started)
