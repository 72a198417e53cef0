"""One horizon per run: all models that a run builds see the same ledger."""

import dagster as dg

from warehouse.ledger import ledger_horizon
from warehouse.settings import Settings

TAG = "meterhouse/ledger_through"


def horizon_of_run(context: dg.AssetExecutionContext, settings: Settings) -> int:
    """The largest ledger number the run may see: fixed by the first step that asks, kept in a tag of the run.

    The tag names the run, because a run that is executed again inherits its tags and must look anew.
    """
    run = context.instance.get_run_by_id(context.run_id) or context.run
    number, _, run_id = run.tags.get(TAG, "").partition(" in ")
    if run_id == context.run_id[:8]:
        return int(number)
    through = ledger_horizon(settings)
    context.instance.add_run_tags(context.run_id, {TAG: f"{through} in {context.run_id[:8]}"})
    return through
