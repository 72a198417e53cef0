"""What runs by itself: new files are loaded, touched days are rebuilt, and each night goes the whole way."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import dagster as dg

from orchestration.asking import ASKED_FOR, attempts_at, has_succeeded, is_due, is_pool_busy
from orchestration.days import ONE_DAY, DayRange
from orchestration.keys import DAILY_POOL, REFERENCE_RECORDS, family_key
from orchestration.outcomes import BUILD, DAY, LOAD
from orchestration.partitions import range_tags
from orchestration.waiting import reference_request, waiting_days, waiting_files
from warehouse.ledger import are_prices_behind, day_to_begin_with, month_to_begin
from warehouse.resources import is_behind
from warehouse.rights import is_behind as are_rights_behind
from warehouse.settings import Settings

Request = dg.RunRequest | dg.SkipReason
# A refused file is refused again until it changes, and a changed one is another request.
ATTEMPTS_AT_FILES = 5
# Two minutes lie between such runs at least, however fast records come.
WITHOUT_DAYS = "build what has no days"
RUNNING = dg.DefaultSensorStatus.RUNNING


def build_automation(first_day: date) -> dg.Definitions:
    """Two sensors and a nightly schedule; they run from the start."""

    @dg.sensor(
        job_name=LOAD,
        minimum_interval_seconds=30,
        default_status=RUNNING,
        description="Loads files that appear or change anywhere in the landing zone, in one run for each family and "
        "run of consecutive landing days. A file that is still being written waits a minute.",
    )
    def new_files(context: dg.SensorEvaluationContext, settings: dg.ResourceParam[Settings]) -> Iterator[Request]:
        requests: list[Request] = list(file_requests(context.instance, settings, first_day, datetime.now(UTC)))
        yield from requests or [dg.SkipReason("No new file, or its loading is under way or was given up.")]

    @dg.sensor(
        job_name=BUILD,
        minimum_interval_seconds=30,
        default_status=RUNNING,
        description="Rebuilds exactly the event days that accepted or voided loads touched since they were built, in "
        "one run for each run of consecutive days. A day whose run failed stays touched and is asked for again. "
        "Records of resources and of features that were put since are brought into the marts too, and months with new "
        "prices, or that begin, rated.",
    )
    def touched_days(context: dg.SensorEvaluationContext, settings: dg.ResourceParam[Settings]) -> Iterator[Request]:
        yield from day_requests(context.instance, settings, first_day, datetime.now(UTC))

    @dg.schedule(
        job_name=DAY,
        cron_schedule="15 1 * * *",
        execution_timezone="UTC",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Yesterday and today, the whole way: load, build, test.",
    )
    def nightly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        today = context.scheduled_execution_time.astimezone(UTC).date()
        return dg.RunRequest(tags=range_tags(DayRange(today - ONE_DAY, today)))

    return dg.Definitions(sensors=[new_files, touched_days], schedules=[nightly])


def file_requests(
    instance: dg.DagsterInstance, settings: Settings, first_day: date, now: datetime
) -> Iterator[dg.RunRequest]:
    """Runs that are due for landed files that no load holds, and for reference files that changed."""
    for files in waiting_files(settings, first_day, now):
        if is_due(attempts_at(instance, files.request), now, ATTEMPTS_AT_FILES):
            yield dg.RunRequest(
                asset_selection=[family_key(files.family)],
                tags={ASKED_FOR: files.request, **range_tags(files.days)},
            )
    request = reference_request(settings, now)
    attempts = attempts_at(instance, request) if request else []
    if request and not has_succeeded(attempts) and is_due(attempts, now, ATTEMPTS_AT_FILES):
        yield dg.RunRequest(asset_selection=[REFERENCE_RECORDS], tags={ASKED_FOR: request})


def day_requests(
    instance: dg.DagsterInstance, settings: Settings, first_day: date, now: datetime
) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Runs that are due for touched days, else for records of resources, features or prices that the marts do not know.

    A month that begins is one of these: its fees are owed before anything is used.
    Days outside the calendar are named with the command that builds them.
    """
    if is_pool_busy(instance, DAILY_POOL):
        yield dg.SkipReason("A build is under way; what it leaves touched is asked for after it.")
        return
    inside, outside = waiting_days(settings, first_day, now.date())
    due = [days for days in inside if is_due(attempts_at(instance, f"build {days}"), now)]
    for days in due:
        yield dg.RunRequest(tags={ASKED_FOR: f"build {days}", **range_tags(days)})
    today, attempts = DayRange(now.date(), now.date()), attempts_at(instance, WITHOUT_DAYS)
    if not due and first_day <= today.first and _is_behind(settings, now) and is_due(attempts, now):
        # A build of any day brings all that has no days, and today's costs least.
        yield dg.RunRequest(tags={ASKED_FOR: WITHOUT_DAYS, **range_tags(today)})
    elif not due:
        beyond = [f"`meterhouse build --from {days.first} --to {days.last}`" for days in outside]
        waits = [f"{days} waits after a failed run" for days in inside]
        beyond_reason = [f"Outside the calendar, to be built by {', '.join(beyond)}"] if beyond else []
        yield dg.SkipReason("; ".join(waits + beyond_reason) or "No day is behind the ledger.")


def _is_behind(settings: Settings, now: datetime) -> bool:
    """Whether a build without touched days has something to do: records, or fees of a month that begins."""
    if is_behind(settings) or are_prices_behind(settings) or are_rights_behind(settings):
        return True
    return month_to_begin(settings, now) is not None or day_to_begin_with(settings) is not None
