"""dbt's models as assets in two sets: daily facts, rebuilt by day, and all else, rebuilt whole before them."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtCliResource, dbt_assets

from orchestration.dbt_calls import dbt_environment
from orchestration.dbt_commands import daily_arguments, whole_arguments
from orchestration.horizon import horizon_of_run
from orchestration.keys import DAILY_POOL, OWNERS, REFERENCE_RECORDS, USAGE_EVENTS
from orchestration.partitions import daily_partitions, days_of
from orchestration.row_counts import rows_by_day, rows_of
from warehouse.settings import Settings


class HouseTranslator(DagsterDbtTranslator):
    """Groups by mart, the house's owners, and dbt's sources as the ledger assets that fill them."""

    def __init__(self) -> None:
        super().__init__(DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Models by schema and name; every table of the ledger is the asset that is materialised by filling it."""
        name = dbt_resource_props["name"]
        if dbt_resource_props["resource_type"] == "source":
            return REFERENCE_RECORDS if name == REFERENCE_RECORDS.path[-1] else USAGE_EVENTS
        return dg.AssetKey([dbt_resource_props["schema"], name])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The mart (`core`, `operations`), else the layer."""
        folders: Sequence[str] = dbt_resource_props["fqn"][1:-1]
        return folders[-1] if folders else "dbt"

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> Sequence[str]:
        """The model's own owners, else the house's."""
        return super().get_owners(dbt_resource_props) or OWNERS


def build_dbt_assets(manifest: Mapping[str, Any], first_day: date) -> list[dg.AssetsDefinition]:
    """The two sets over one manifest."""
    translator = HouseTranslator()

    @dbt_assets(
        manifest=manifest,
        name="dbt_whole",
        selector="whole",
        dagster_dbt_translator=translator,
    )
    def dbt_whole(
        context: dg.AssetExecutionContext, dbt: DbtCliResource, settings: dg.ResourceParam[Settings]
    ) -> Iterator[Any]:
        days = days_of(context) if context.has_partition_key_range else None
        yield from _build(context, dbt, whole_arguments(days, horizon_of_run(context, settings)), settings)

    @dbt_assets(
        manifest=manifest,
        name="dbt_daily",
        selector="daily",
        partitions_def=daily_partitions(first_day),
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool=DAILY_POOL,
        dagster_dbt_translator=translator,
    )
    def dbt_daily(
        context: dg.AssetExecutionContext, dbt: DbtCliResource, settings: dg.ResourceParam[Settings]
    ) -> Iterator[Any]:
        yield from _build(context, dbt, daily_arguments(days_of(context), horizon_of_run(context, settings)), settings)

    return [dbt_whole, dbt_daily]


def _build(
    context: dg.AssetExecutionContext, dbt: DbtCliResource, arguments: Sequence[str], settings: Settings
) -> Iterator[Any]:
    """One dbt call with artifacts of its own; fails if dbt left out an asset that the run was asked for."""
    os.environ.update(dbt_environment(settings))
    made: set[dg.AssetKey] = set()
    with TemporaryDirectory(prefix="dbt-") as target:
        for event in dbt.cli(arguments, context=context, target_path=Path(target)).stream():
            if isinstance(event, dg.Output):
                key = context.asset_key_for_output(event.output_name)
                made.add(key)
                _add_row_counts(context, key, settings)
            yield event
    require_all_made(context.selected_asset_keys, made)


def require_all_made(selected: Iterable[dg.AssetKey], made: Iterable[dg.AssetKey]) -> None:
    """Raises `Failure` naming what dbt left out: it skips silently what a selection or a failed parent excludes."""
    if left_out := sorted(key.to_user_string() for key in set(selected) - set(made)):
        raise dg.Failure(f"dbt ended without building {', '.join(left_out)}", allow_retries=False)


def _add_row_counts(context: dg.AssetExecutionContext, key: dg.AssetKey, settings: Settings) -> None:
    schema, table = key.path
    if context.assets_def.partitions_def is None:
        context.add_asset_metadata({"dagster/row_count": rows_of(schema, table, settings)}, asset_key=key)
        return
    for day, rows in rows_by_day(schema, table, days_of(context), settings).items():
        metadata = {"dagster/partition_row_count": rows}
        context.add_asset_metadata(metadata, asset_key=key, partition_key=day.isoformat())
