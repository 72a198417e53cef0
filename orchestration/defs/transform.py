"""dbt's models as assets in three sets: rebuilt whole, rebuilt by day after that, and rated by month at the end."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource, dbt_assets

from orchestration.dbt_commands import ALL_MODELS, BUILD, DAILY_MODELS, MONTHLY_MODELS, window
from orchestration.dbt_stream import stream_build
from orchestration.horizon import horizon_of_run
from orchestration.keys import DAILY_POOL
from orchestration.partitions import daily_partitions, days_of
from orchestration.translation import HouseTranslator, tables_of
from orchestration.views import make_missing_views
from warehouse.ledger import months_to_rate
from warehouse.settings import Settings


def build_dbt_assets(manifest: Mapping[str, Any], first_day: date) -> list[dg.AssetsDefinition]:
    """The three sets over one manifest; a range of days is one dbt call for each."""
    tables = tables_of(manifest)
    return [_whole(manifest, tables), _daily(manifest, tables, first_day), _monthly(manifest, tables)]


def _whole(manifest: Mapping[str, Any], tables: Collection[dg.AssetKey]) -> dg.AssetsDefinition:
    @dbt_assets(
        manifest=manifest,
        name="dbt_whole",
        select=ALL_MODELS,
        exclude=DAILY_MODELS,
        dagster_dbt_translator=HouseTranslator(),
    )
    def dbt_whole(
        context: dg.AssetExecutionContext, dbt: DbtCliResource, settings: dg.ResourceParam[Settings]
    ) -> Iterator[Any]:
        days = days_of(context) if context.has_partition_key_range else None
        through = horizon_of_run(context, settings)
        yield from stream_build(context, dbt, settings, [*BUILD, *window(days)], tables, through)
        make_missing_views(settings, through)

    return dbt_whole


def _daily(manifest: Mapping[str, Any], tables: Collection[dg.AssetKey], first_day: date) -> dg.AssetsDefinition:
    @dbt_assets(
        manifest=manifest,
        name="dbt_daily",
        select=DAILY_MODELS,
        exclude=MONTHLY_MODELS,
        partitions_def=daily_partitions(first_day),
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool=DAILY_POOL,
        dagster_dbt_translator=HouseTranslator(),
    )
    def dbt_daily(
        context: dg.AssetExecutionContext, dbt: DbtCliResource, settings: dg.ResourceParam[Settings]
    ) -> Iterator[Any]:
        through = horizon_of_run(context, settings)
        yield from stream_build(context, dbt, settings, [*BUILD, *window(days_of(context))], tables, through)

    return dbt_daily


def _monthly(manifest: Mapping[str, Any], tables: Collection[dg.AssetKey]) -> dg.AssetsDefinition:
    @dbt_assets(
        manifest=manifest,
        name="dbt_monthly",
        select=MONTHLY_MODELS,
        pool=DAILY_POOL,
        dagster_dbt_translator=HouseTranslator(),
    )
    def dbt_monthly(
        context: dg.AssetExecutionContext, dbt: DbtCliResource, settings: dg.ResourceParam[Settings]
    ) -> Iterator[Any]:
        through = horizon_of_run(context, settings)
        months = months_to_rate(settings, days_of(context).days if context.has_partition_key_range else ())
        if not months:
            context.log.info("No month is to be rated.")
            return
        yield from stream_build(context, dbt, settings, BUILD, tables, through, months)

    return dbt_monthly
