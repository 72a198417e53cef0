"""What a run reports about landed files: the check's result, and one event for each landing day."""

from collections.abc import Iterator, Sequence

import dagster as dg

from orchestration.keys import PLAUSIBLE
from orchestration.loading import Landed
from orchestration.presentation import check_metadata, landed_metadata, refusal_of
from warehouse.ledger import LoadResult


def plausible(key: dg.AssetKey) -> dg.AssetCheckSpec:
    """The blocking check that each family's asset carries."""
    return dg.AssetCheckSpec(
        PLAUSIBLE,
        asset=key,
        blocking=True,
        description="Great Expectations on a profile of each new load. A load that breaks a limit is held and does "
        "not count; the others do. Where nothing new may count, what stands on it does not run.",
    )


def check_result(key: dg.AssetKey, landed: Sequence[Landed], waiting: Sequence[LoadResult]) -> dg.AssetCheckResult:
    """Passed if no load of the family is held, of this run or an earlier one.

    Stops the run only if every new load was held, because what stands on the others may go on.
    """
    checks = [check for day in landed for check in day.checks]
    is_all_held = bool(checks) and all(check.status == "held" for check in checks)
    accepted = sum(check.status == "accepted" for check in checks)
    return dg.AssetCheckResult(
        passed=not waiting,
        asset_key=key,
        check_name=PLAUSIBLE,
        severity=dg.AssetCheckSeverity.ERROR if is_all_held else dg.AssetCheckSeverity.WARN,
        description=f"{accepted} of {len(checks)} new loads accepted; {len(waiting)} held loads wait for a person",
        metadata=check_metadata(checks, waiting),
    )


def day_results(
    context: dg.AssetExecutionContext, key: dg.AssetKey, landed: Sequence[Landed]
) -> Iterator[dg.MaterializeResult[None]]:
    """Materialises the days; a day with a refused file stays without, and fails the step after all others are in."""
    bad = [day for day in landed if day.refused]
    if not bad:
        for day in landed:
            context.add_asset_metadata(landed_metadata([day]), partition_key=day.landing_date.isoformat())
        yield dg.MaterializeResult(asset_key=key)
        return
    for day in landed:
        event = dg.AssetObservation if day.refused else dg.AssetMaterialization
        context.log_event(event(key, metadata=landed_metadata([day]), partition=day.landing_date.isoformat()))
    raise dg.Failure(
        f"{' '.join(refusal_of(file) for day in bad for file in day.refused)} All other files are in.",
        metadata=landed_metadata(bad),
        allow_retries=False,
    )
