"""dbt's models as the house shows them in Dagster: keys, groups by mart, owners, sources as ledger assets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject

from orchestration.keys import CLOSINGS, OWNERS, REFERENCE_RECORDS, USAGE_EVENTS


class HouseTranslator(DagsterDbtTranslator):
    """Every table of the ledger is the one asset that is materialised by filling it."""

    def __init__(self) -> None:
        super().__init__(DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True))

    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None) -> dg.AssetSpec:
        """As dbt has it; the first models by day, and those on reference records, follow the usage events directly.

        A backfill finds its partitioned assets by walking from one to the next, and ends at a view that has none:
        without the direct way it would leave out the daily facts, and succeed. And it starts what has no other parent
        at once: without waiting, reference records would cost a dbt call of their own.
        """
        spec = super().get_asset_spec(manifest, unique_id, project)
        parents = {dep.asset_key for dep in spec.deps}
        if _begins_the_days(manifest, unique_id) or REFERENCE_RECORDS in parents:
            return spec.replace_attributes(deps=[*spec.deps, *({USAGE_EVENTS} - parents)])
        return spec

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Models by schema and name; for a source the book, reference records, or else the usage events."""
        name = dbt_resource_props["name"]
        if dbt_resource_props["resource_type"] == "source" and dbt_resource_props["source_name"] == "book":
            return CLOSINGS
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


def _begins_the_days(manifest: Mapping[str, Any], unique_id: str) -> bool:
    """Whether the model is built by day and stands on no other that is."""
    return _is_by_day(manifest, unique_id) and not any(
        _is_by_day(manifest, parent) for parent in _ancestors(manifest, unique_id)
    )


def _is_by_day(manifest: Mapping[str, Any], unique_id: str) -> bool:
    node = manifest["nodes"].get(unique_id, {})
    return bool(node.get("config", {}).get("incremental_strategy") == "microbatch")


def _ancestors(manifest: Mapping[str, Any], unique_id: str) -> Iterator[str]:
    for parent in manifest["parent_map"].get(unique_id, ()):
        yield parent
        yield from _ancestors(manifest, parent)


def tables_of(manifest: Mapping[str, Any]) -> set[dg.AssetKey]:
    """The models that hold rows of their own, and so can be counted cheaply."""
    translator = HouseTranslator()
    return {
        translator.get_asset_key(node)
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["config"]["materialized"] not in ("view", "ephemeral")
    }
