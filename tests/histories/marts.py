"""The daily models as dbt compiles them, run without dbt: a build of a day takes milliseconds instead of seconds."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import psycopg

from tests.dbt_project.calls import Dbt
from warehouse.database import connect
from warehouse.ledger import touched_days
from warehouse.settings import Settings


@dataclass(frozen=True)
class DailyModel:
    """One microbatch model: where it stands, its columns, and its query over all days."""

    relation: str
    columns: str
    query: str


def compile_models(dbt: Dbt, settings: Settings) -> list[DailyModel]:
    """The daily models in the order of a build, compiled against an empty database in which they stand."""
    dbt.must(settings, "compile", "--select", "config.incremental_strategy:microbatch")
    manifest = dbt.manifest()
    nodes = {name: node for name, node in manifest["nodes"].items() if node["resource_type"] == "model"}
    with connect("owner", settings) as connection:
        return [_model(nodes[name], dbt.target, connection) for name in _in_order(nodes)]


def build_touched(models: list[DailyModel], settings: Settings) -> list[date]:
    """Replaces every touched day of every model, as the microbatch strategy does; the days built."""
    days = touched_days(settings)
    with connect("owner", settings) as connection:
        connection.execute("set local enable_nestloop = off; set local enable_sort = off")
        for day in days:
            for model in models:
                _replace(connection, model, day)
    return days


def _replace(connection: psycopg.Connection, model: DailyModel, day: date) -> None:
    connection.execute(f"select partitions.of_day('{model.relation}', '{day}')".encode())
    connection.execute(f"delete from {model.relation} where usage_date = '{day}'".encode())
    connection.execute(
        f"insert into {model.relation} ({model.columns}) select {model.columns} from ({model.query}) as made "
        f"where usage_date = '{day}'".encode()
    )


def _in_order(nodes: Mapping[str, Any]) -> Iterator[str]:
    daily = {name for name, node in nodes.items() if node["config"]["incremental_strategy"] == "microbatch"}
    needs = {name: set(nodes[name]["depends_on"]["nodes"]) & set(nodes) for name in nodes}
    return (name for name in TopologicalSorter(needs).static_order() if name in daily)


def _model(node: Mapping[str, Any], target: Path, connection: psycopg.Connection) -> DailyModel:
    relation = f"{node['schema']}.{node['name']}"
    compiled = target / "compiled" / "meterhouse" / node["original_file_path"]
    columns = connection.execute(
        "select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute "
        "where attrelid = %s::regclass and attnum > 0 and not attisdropped",
        [relation],
    ).fetchone()
    # Names without the database: the queries run in copies of it.
    query = compiled.read_text().replace(json.dumps(connection.info.dbname) + ".", "")
    return DailyModel(relation, str(columns[0]) if columns else "", query)
