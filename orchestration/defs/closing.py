"""The book as an asset: a partition is a billing month, and materialising it closes the month."""

from datetime import UTC, date, datetime, timedelta

import dagster as dg

from orchestration.closing import close
from orchestration.keys import BILLING_OWNERS, CLOSINGS
from orchestration.outcomes import CLOSE
from warehouse.book import BillingMonth, month_to_close
from warehouse.errors import ClosingRefused
from warehouse.settings import Settings


def build_closing(first_day: date) -> dg.Definitions:
    """The asset, its job, and a schedule that is off until somebody switches it on: closing cannot be undone."""
    job = dg.define_asset_job(CLOSE, dg.AssetSelection.assets(CLOSINGS), description="Close a billing month.")
    return dg.Definitions(assets=[_closings(first_day)], jobs=[job], schedules=[closing])


def _closings(first_day: date) -> dg.AssetsDefinition:
    months = dg.MonthlyPartitionsDefinition(start_date=first_day.replace(day=1).isoformat())

    @dg.asset(
        key=CLOSINGS,
        partitions_def=months,
        group_name="book",
        owners=BILLING_OWNERS,
        kinds={"postgres"},
        description="Closes the billing month: freezes its invoices, and adjusts earlier months. Refused, saying why, "
        "while the month is not whole. A month that is closed stays as it is.",
    )
    def closings(context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]) -> dg.MaterializeResult[None]:
        month = BillingMonth(date.fromisoformat(context.partition_key))
        try:
            closing = close(month, settings, on_progress=context.log.info)
        except ClosingRefused as refusal:
            raise dg.Failure(str(refusal), allow_retries=False) from None
        return dg.MaterializeResult(
            metadata={
                "closing": closing.closing_no,
                "closed_at": dg.MetadataValue.timestamp(closing.closed_at),
                "closed_by": closing.closed_by,
                "invoices": closing.invoices,
                "lines": closing.lines,
            }
        )

    return closings


@dg.schedule(
    job_name=CLOSE,
    cron_schedule="0 6 * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="Closes the next month once METERHOUSE_CLOSING_GRACE_DAYS have gone by since its end, if it is "
    "whole; tries again each day until it is.",
)
def closing(
    context: dg.ScheduleEvaluationContext, settings: dg.ResourceParam[Settings]
) -> dg.RunRequest | dg.SkipReason:
    """Looks once a day."""
    return closing_request(settings, context.scheduled_execution_time.astimezone(UTC))


def closing_request(settings: Settings, now: datetime) -> dg.RunRequest | dg.SkipReason:
    """The month that is due, or why none is."""
    month = month_to_close(settings)
    if month is None:
        return dg.SkipReason("Nothing costs anything yet.")
    due_at = month.over_at + timedelta(days=settings.closing_grace_days)
    if now < due_at:
        return dg.SkipReason(f"{month} is due at {due_at:%Y-%m-%d %H:%M} UTC.")
    return dg.RunRequest(partition_key=month.first.isoformat())
