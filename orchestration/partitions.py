"""The calendar: one partition per UTC day, and how a run says which of them it is about."""

from datetime import date

import dagster as dg

from orchestration.days import DayRange

RANGE_START = "dagster/asset_partition_range_start"
RANGE_END = "dagster/asset_partition_range_end"


def daily_partitions(first_day: date) -> dg.DailyPartitionsDefinition:
    """Every UTC day from `first_day` to today; without the offset, today's files could be loaded tomorrow only."""
    return dg.DailyPartitionsDefinition(start_date=first_day.isoformat(), end_offset=1)


def range_tags(days: DayRange) -> dict[str, str]:
    """Run tags that ask for all of the days in one run."""
    return {RANGE_START: days.first.isoformat(), RANGE_END: days.last.isoformat()}


def days_of(context: dg.AssetExecutionContext) -> DayRange:
    """The days this run is about."""
    keys = context.partition_key_range
    return DayRange(date.fromisoformat(keys.start), date.fromisoformat(keys.end))
