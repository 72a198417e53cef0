from datetime import UTC, date, datetime
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.partitions.context import partition_loading_context

from orchestration.dbt_manifest import ensure_manifest, read_manifest
from orchestration.dbt_stream import require_all_made
from orchestration.definitions import build_definitions
from orchestration.keys import CLOSINGS, DAILY_POOL, FAMILIES, USAGE_EVENTS, family_key
from orchestration.outcomes import BUILD, CLOSE, DAY, LOAD
from orchestration.partitions import daily_partitions
from warehouse.errors import BuildError
from warehouse.settings import Settings

FIRST_DAY = date(2026, 3, 1)


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    settings = Settings(_env_file=None)
    ensure_manifest(settings)
    return build_definitions(settings, FIRST_DAY)


def test_everything_loads_and_fits_together(definitions: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(definitions)
    names = {job.name for job in definitions.resolve_all_job_defs()}

    assert {LOAD, BUILD, DAY, CLOSE} <= names
    assert {sensor.name for sensor in definitions.sensors or ()} == {"new_files", "touched_days"}
    assert [schedule.name for schedule in definitions.schedules or ()] == ["nightly", "closing"]


def test_every_asset_says_what_it_is_and_whose(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()

    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.description, key
        assert node.owners, key
        assert node.group_name != "default", key


def test_usage_flows_from_landed_files_into_every_daily_mart(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()

    for mart in ("fct_usage_daily", "fct_user_usage_daily", "agg_client_usage_daily", "fct_days_built"):
        key = dg.AssetKey(["marts", mart])
        ancestors = graph.get_ancestor_asset_keys(key)
        assert {USAGE_EVENTS, *map(family_key, FAMILIES)} <= ancestors
        assert graph.get(key).partitions_def is not None
    assert graph.get(dg.AssetKey(["marts", "dim_clients"])).partitions_def is None


def test_a_backfill_finds_every_daily_asset_by_days_alone(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    daily = {key for key in graph.get_all_asset_keys() if graph.get(key).partitions_def is not None} - {CLOSINGS}

    found = set(map(family_key, FAMILIES))
    for _ in daily:
        found |= {key for key in daily if graph.get(key).parent_keys & found}

    assert found == daily


def test_a_build_is_one_dbt_call_for_each_set_and_days_wait_for_one_another(definitions: dg.Definitions) -> None:
    job = definitions.resolve_job_def(BUILD)
    steps = [node.name for node in job.nodes if node.name.startswith("dbt_")]

    assert sorted(steps) == ["dbt_daily", "dbt_monthly", "dbt_whole"]
    pooled = [node.definition.pools for node in job.nodes if node.name in ("dbt_daily", "dbt_monthly")]
    assert pooled == [{DAILY_POOL}] * 2


def test_the_calendar_runs_from_its_first_day_to_today() -> None:
    noon = datetime(2026, 3, 3, 12, tzinfo=UTC)

    with partition_loading_context(noon):
        assert daily_partitions(FIRST_DAY).get_partition_keys() == ["2026-03-01", "2026-03-02", "2026-03-03"]


def test_an_asset_that_dbt_left_out_fails_the_run() -> None:
    built, skipped = dg.AssetKey(["marts", "built"]), dg.AssetKey(["marts", "skipped"])

    require_all_made([built], [built, skipped])
    with pytest.raises(dg.Failure, match="without building marts/skipped"):
        require_all_made([built, skipped], [built])


def test_a_missing_manifest_is_said_with_the_command_that_makes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Settings, "project_root", property(lambda _: tmp_path))

    with pytest.raises(BuildError, match="dbt parse"):
        read_manifest(Settings(_env_file=None))
