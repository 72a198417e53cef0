"""One horizon per run or build: all of its models see the same ledger."""

from datetime import UTC, datetime

import dagster as dg

from warehouse.ledger import begin_running_month, ledger_horizon
from warehouse.settings import Settings

TAG = "meterhouse/ledger_through"


def begun_horizon(settings: Settings, now: datetime | None = None) -> int:
    """The largest ledger number there is, once the running month has begun: fees are owed before anything is used."""
    begin_running_month(settings, now or datetime.now(UTC))
    return ledger_horizon(settings)


def horizon_of_run(context: dg.AssetExecutionContext, settings: Settings) -> int:
    """The largest ledger number the run may see: fixed by the first step that asks, kept in a tag of the run.

    The tag names the run, because a run that is executed again inherits its tags and must look anew.
    """
    run = context.instance.get_run_by_id(context.run_id) or context.run
    number, _, run_id = run.tags.get(TAG, "").partition(" in ")
    if run_id == context.run_id[:8]:
        return int(number)
    through = begun_horizon(settings)
    context.instance.add_run_tags(context.run_id, {TAG: f"{through} in {context.run_id[:8]}"})
    return through
