"""One dbt call inside a Dagster step: its events, rows counted, and nothing left out in silence."""

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource

from orchestration.dbt_artifacts import artifacts
from orchestration.dbt_calls import dbt_environment
from orchestration.dbt_manifest import read_manifest
from orchestration.dormant import dormant_folders, leaving_out, models_in
from orchestration.first_build import making_tables_alone
from orchestration.partitions import days_of
from orchestration.row_counts import rows_by_day, rows_of
from orchestration.translation import HouseTranslator
from warehouse.settings import Settings

LEFT_OUT = {"left out": "nothing of this part was ever recorded: it stands empty, as it was made"}


def stream_build(
    context: dg.AssetExecutionContext,
    dbt: DbtCliResource,
    settings: Settings,
    arguments: Sequence[str],
    tables: Collection[dg.AssetKey],
    through: int,
    months: Iterable[date] = (),
) -> Iterator[Any]:
    """Runs dbt on the ledger up to number `through`; fails if it left out an asset that the run was asked for.

    Assets of parts of the house without any record stand as they were made: they are left out, and said to be there.
    """
    os.environ.update(dbt_environment(settings, through, months))
    made: set[dg.AssetKey] = set()
    name = f"{context.run_id[:8]}-{context.op_execution_context.op.name}"
    with making_tables_alone(settings, context.log.info), artifacts(settings, name) as target:
        folders = dormant_folders(settings)
        dormant = _dormant(folders, settings) & context.selected_asset_keys
        for event in dbt.cli([*arguments, *leaving_out(folders)], context=context, target_path=target).stream():
            if isinstance(event, dg.Output):
                yield from _left_out(context, dormant, made)
                key = context.asset_key_for_output(event.output_name)
                made.add(key)
                if key in tables:
                    _add_row_counts(context, key, settings)
            yield event
        yield from _left_out(context, dormant, made)
    require_all_made(context.selected_asset_keys, made)


def _left_out(
    context: dg.AssetExecutionContext, dormant: Collection[dg.AssetKey], made: set[dg.AssetKey]
) -> Iterator[dg.Output[None]]:
    """Those of the assets that are left out whose turn it is: Dagster takes none before all that it stands on."""
    waiting = set(dormant) - made
    while ready := {key for key in waiting if not _waits(context, key, made)}:
        for key in sorted(ready, key=dg.AssetKey.to_user_string):
            made.add(key)
            yield dg.Output(None, context.assets_def.get_output_name_for_asset_key(key), metadata=LEFT_OUT)
        waiting -= ready


def _waits(context: dg.AssetExecutionContext, key: dg.AssetKey, made: Collection[dg.AssetKey]) -> bool:
    parents: set[dg.AssetKey] = context.assets_def.asset_deps[key]
    return any(parent in context.selected_asset_keys and parent not in made for parent in parents)


def _dormant(folders: Collection[str], settings: Settings) -> set[dg.AssetKey]:
    translator = HouseTranslator()
    return {translator.get_asset_key(node) for node in models_in(read_manifest(settings), folders)}


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
