"""What a run reports about landed files: the check's result, and one event for each landing day."""

from collections.abc import Iterator, Sequence

import dagster as dg

from orchestration.keys import PLAUSIBLE
from orchestration.loading import Landed
from orchestration.presentation import check_metadata, landed_metadata


def plausible(key: dg.AssetKey) -> dg.AssetCheckSpec:
    """The blocking check that each family's asset carries."""
    return dg.AssetCheckSpec(
        PLAUSIBLE,
        asset=key,
        blocking=True,
        description="Great Expectations on a profile of each new load. A load that breaks a limit is held and does "
        "not count; the others do. Where nothing new may count, what stands on it does not run.",
    )


def check_result(key: dg.AssetKey, landed: Sequence[Landed]) -> dg.AssetCheckResult:
    """Passed if no load was held; stops the run only if every one was, because the others may go on."""
    checks = [check for day in landed for check in day.checks]
    held = [check for check in checks if check.status == "held"]
    return dg.AssetCheckResult(
        passed=not held,
        asset_key=key,
        check_name=PLAUSIBLE,
        severity=dg.AssetCheckSeverity.ERROR if len(held) == len(checks) else dg.AssetCheckSeverity.WARN,
        description=f"{len(held)} of {len(checks)} new loads held" if held else f"{len(checks)} new loads accepted",
        metadata=check_metadata(checks),
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
        f"Refused, with nothing stored: {', '.join(file.path.name for day in bad for file in day.refused)}. "
        "All other files are in.",
        metadata=landed_metadata(bad),
        allow_retries=False,
    )
