"""Raw assets: landed files into the ledger by family, reference files, and the accounting of event days."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import dagster as dg

from orchestration.accounting import loads_of_days
from orchestration.defs.landed import check_result, day_results, plausible
from orchestration.expected_files import expected_files
from orchestration.freshness import freshness
from orchestration.keys import FAMILIES, FILES_CAME, FRESH, GROUP, OWNERS, REFERENCE_RECORDS, USAGE_EVENTS, family_key
from orchestration.loading import held_loads, load_landed
from orchestration.partitions import daily_partitions, days_of
from orchestration.presentation import day_metadata, missing_metadata, reference_metadata
from orchestration.reference_files import load_reference_files
from warehouse.settings import Settings
from warehouse.sources import read_sources

SINGLE_RUN = dg.BackfillPolicy.single_run()


def build_usage(first_day: date) -> list[dg.AssetsDefinition]:
    """The assets of the ledger, partitioned by day from `first_day` on."""
    days = daily_partitions(first_day)
    return [*(build_family(family, days) for family in FAMILIES), build_usage_events(days), reference_records]


def build_family(family: str, days: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """The asset whose partition is a landing day of one family."""
    key = family_key(family)

    @dg.asset(
        key=key,
        partitions_def=days,
        backfill_policy=SINGLE_RUN,
        check_specs=[plausible(key)],
        output_required=False,
        group_name=GROUP,
        owners=OWNERS,
        kinds={"polars", "postgres"},
        description=f"{FAMILIES[family]}, by landing day. Materialising a day loads those of its files that no load "
        "holds yet, and only those: doing it again changes nothing.",
    )
    def load_days(context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]) -> Iterator[object]:
        sources = [source for source in read_sources(settings.sources_path) if source.family == family]
        landed = load_landed(sources, days_of(context).days, settings, lambda path: context.log.info(f"Loading {path}"))
        waiting = held_loads(sources, settings)
        yield check_result(key, landed, waiting)
        yield from day_results(context, key, landed)

    return load_days


def build_usage_events(days: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """The asset whose partition is an event day: what the ledger holds of it."""

    @dg.asset(
        key=USAGE_EVENTS,
        deps=[*map(family_key, FAMILIES), REFERENCE_RECORDS],
        partitions_def=days,
        backfill_policy=SINGLE_RUN,
        group_name=GROUP,
        owners=OWNERS,
        kinds={"postgres"},
        description="The ledger's usage events, by event day (UTC): which loads and files touched the day, and with "
        "how many records. Late files show here under the day they are about.",
    )
    def account_days(context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]) -> None:
        for day, loads in loads_of_days(days_of(context).days, settings).items():
            context.add_asset_metadata(day_metadata(loads), partition_key=day.isoformat())

    return account_days


@dg.asset(
    key=REFERENCE_RECORDS,
    group_name=GROUP,
    owners=OWNERS,
    kinds={"csv", "postgres"},
    description="Clients, projects, dealers, users and endpoints from the landing zone's reference files. Appends the "
    "records of files whose bytes are new; a file with a wrong record is refused whole.",
)
def reference_records(
    context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]
) -> dg.MaterializeResult[None]:
    """Loads every reference file that changed, then fails if any was refused."""
    loads, refused = load_reference_files(settings)
    metadata = reference_metadata(loads, refused)
    if refused:
        context.log_event(dg.AssetObservation(REFERENCE_RECORDS, metadata=metadata))
        raise dg.Failure(refused[0].sentence, metadata=metadata, allow_retries=False)
    return dg.MaterializeResult(metadata=metadata)


@dg.asset_check(
    asset=USAGE_EVENTS,
    name=FRESH,
    description="The data's own clock: how long ago the newest accepted event happened. Loading an old day again does "
    "not make it fresh.",
)
def usage_is_fresh(settings: dg.ResourceParam[Settings]) -> dg.AssetCheckResult:
    """Warns when no recent usage has arrived."""
    seen = freshness(settings)
    return dg.AssetCheckResult(passed=seen.is_fresh, severity=dg.AssetCheckSeverity.WARN, description=seen.sentence)


@dg.asset_check(
    asset=USAGE_EVENTS,
    name=FILES_CAME,
    description="Whether each landing day has the files that its source's definition `expects`. A day that was "
    "declared empty, and one whose files are not late yet, lack none.",
)
def expected_files_came(settings: dg.ResourceParam[Settings]) -> dg.AssetCheckResult:
    """Warns when files are late that nobody declared not to come."""
    found = expected_files(settings, datetime.now(UTC))
    return dg.AssetCheckResult(
        passed=not found.missing,
        severity=dg.AssetCheckSeverity.WARN,
        description=found.sentence,
        metadata=missing_metadata(found.missing),
    )
