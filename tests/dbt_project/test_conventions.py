"""The project keeps its own conventions, as dbt understood it."""

from pathlib import Path
from typing import Any

import pytest

from tests.dbt_project.calls import PROJECT, Dbt
from tests.dbt_project.conftest import Built

Node = dict[str, Any]
MAX_MODEL_LINES, MAX_YAML_LINES, MAX_LINE = 120, 250, 120
LAYERS = {"staging": "stg_", "intermediate": "int_", "marts": ("dim_", "fct_", "agg_")}


@pytest.fixture(scope="module")
def manifest(built: Built, dbt: Dbt) -> dict[str, Any]:
    """The project after it was built once."""
    assert built
    return dbt.manifest()


@pytest.fixture(scope="module")
def models(manifest: dict[str, Any]) -> list[Node]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


@pytest.fixture(scope="module")
def public(models: list[Node]) -> list[Node]:
    found = [model for model in models if model["config"]["access"] == "public"]
    assert len(found) == 60
    return found


def test_a_model_is_named_after_its_layer(models: list[Node]) -> None:
    for model in models:
        assert model["name"].startswith(LAYERS[model["fqn"][1]])
        assert model["schema"] == model["fqn"][1]


def test_aggregates_end_in_their_grain(models: list[Node]) -> None:
    assert all(model["name"].endswith(("_daily", "_monthly")) for model in models if model["name"].startswith("agg_"))


def test_a_staging_model_reads_one_table_of_the_ledger_and_nobody_else_does(
    manifest: dict[str, Any], models: list[Node]
) -> None:
    staging = [model for model in models if model["schema"] == "staging"]
    others = [model for model in models if model["schema"] != "staging"]

    assert sorted(model["depends_on"]["nodes"] for model in staging) == sorted([name] for name in manifest["sources"])
    for model in staging:
        assert model["depends_on"]["nodes"][0].endswith("." + model["name"].removeprefix("stg_"))
    assert not [
        model["name"] for model in others for node in model["depends_on"]["nodes"] if node.startswith("source.")
    ]


def test_what_is_public_has_a_contract_an_exposure_a_group_and_a_description_everywhere(
    manifest: dict[str, Any], models: list[Node], public: list[Node]
) -> None:
    exposed = {node for exposure in manifest["exposures"].values() for node in exposure["depends_on"]["nodes"]}
    marts = [model for model in models if model["schema"] == "marts"]

    assert exposed == {model["unique_id"] for model in public} == {model["unique_id"] for model in marts}
    for model in public:
        assert model["config"]["contract"]["enforced"]
        assert model["config"]["group"] in ("core", "operations", "billing", "entitlements")
        assert model["description"]
        assert all(column["description"] for column in model["columns"].values())
    assert not [model["name"] for model in models if model["config"]["contract"]["enforced"] and model not in public]


def test_every_group_has_an_owner(manifest: dict[str, Any]) -> None:
    assert all(group["owner"]["email"] for group in manifest["groups"].values())


def test_every_model_states_its_grain_and_every_table_keeps_it(manifest: dict[str, Any], models: list[Node]) -> None:
    tested = {node["attached_node"] for node in manifest["nodes"].values() if node["name"].startswith("unique_grain")}

    for model in models:
        assert model["config"]["meta"]["grain"], model["name"]
        assert model["description"], model["name"]
        if model["config"]["materialized"] == "incremental":
            assert model["unique_id"] in tested
            assert [index for index in model["config"]["indexes"] if index.get("unique")], model["name"]


def test_a_distributed_mart_has_the_client_in_its_grain_and_its_key(public: list[Node]) -> None:
    for model in public:
        distribution = model["config"]["meta"]["distribution"]
        assert distribution in ("client_id", "reference")
        if distribution == "client_id" and model["config"]["materialized"] != "view":
            assert "client_id" in model["config"]["meta"]["grain"]
            unique = [index for index in model["config"]["indexes"] if index.get("unique")]
            assert all("client_id" in index["columns"] for index in unique)


def test_daily_facts_lie_in_a_partition_for_each_month(models: list[Node]) -> None:
    """Those that are small do not: what has one row for each load, or each name that is not known."""
    small = {"int_load_days_judged", "int_usage_events_repeated", "fct_days_built", "fct_repeated_daily"}
    small |= {"fct_unknown_ids_daily"}
    tend = "{{ tend_partitions() }}"

    for model in models:
        is_daily = model["config"]["incremental_strategy"] == "microbatch" and model["name"] not in small
        assert model["config"].get("meta", {}).get("partition_by") == ("month" if is_daily else None), model["name"]
        assert (tend in [hook["sql"] for hook in model["config"]["post-hook"]]) == is_daily, model["name"]


def test_daily_facts_are_replaced_day_by_day(models: list[Node]) -> None:
    microbatch = [model for model in models if model["config"]["incremental_strategy"] == "microbatch"]

    assert len(microbatch) == 14
    for model in microbatch:
        assert (model["config"]["event_time"], model["config"]["batch_size"]) == ("usage_date", "day")
    assert not [model["name"] for model in models if model["config"]["incremental_strategy"] == "merge"]


def test_what_is_rated_is_replaced_month_by_month_under_a_lock(models: list[Node]) -> None:
    monthly = [model for model in models if model["config"]["incremental_strategy"] == "by_month"]

    assert len(monthly) == 5
    for model in monthly:
        assert "usage_month" in model["config"]["meta"]["grain"]
        assert model["config"]["pre-hook"][0]["sql"] == "{{ lock_this() }}"


def test_a_fact_of_usage_reads_one_model_and_joins_nothing(models: list[Node]) -> None:
    usage = ("fct_usage_", "fct_user_usage_", "fct_ip_usage_", "fct_latency_", "agg_client_", "agg_dealer_")

    for model in models:
        if model["schema"] == "marts" and model["name"].startswith(usage):
            assert len(model["depends_on"]["nodes"]) == 1, model["name"]


def test_files_stay_readable() -> None:
    sources = [path for path in PROJECT.rglob("*") if path.suffix in (".sql", ".yml") and "target" not in path.parts]

    for path in sources:
        lines = path.read_text().splitlines()
        assert len(lines) <= _limit(path), path
        assert max(map(len, lines)) <= MAX_LINE, path
    assert len(sources) > 60


def _limit(path: Path) -> int:
    return MAX_MODEL_LINES if path.suffix == ".sql" else MAX_YAML_LINES
