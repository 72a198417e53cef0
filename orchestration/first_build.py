"""Tables and views that are not there yet are made by one build at a time: of two that create one, the second fails."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg

from orchestration.dbt_calls import Progress
from orchestration.dbt_manifest import read_manifest
from warehouse.database import connect
from warehouse.settings import Settings

MAKING_TABLES = 7305


@contextmanager
def making_tables_alone(settings: Settings, on_progress: Progress | None = None) -> Iterator[None]:
    """Within the block no other build makes a table; waits first if one does. Where all are there, nobody waits."""
    with connect("owner", settings, autocommit=True) as connection:
        if missing_relations(connection, settings):
            _lock(connection, on_progress)
            if not missing_relations(connection, settings):
                connection.execute("select pg_advisory_unlock(%s)", [MAKING_TABLES])
        yield


def _lock(connection: psycopg.Connection, on_progress: Progress | None) -> None:
    if connection.execute("select pg_try_advisory_lock(%s)", [MAKING_TABLES]).fetchone() == (True,):
        return
    if on_progress:
        on_progress("waiting for another build to make the tables")
    connection.execute("select pg_advisory_lock(%s)", [MAKING_TABLES])


def rated_models(manifest: Mapping[str, Any]) -> set[str]:
    """What is rated by month, and all that stands upon it."""
    waiting = [
        node["unique_id"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["config"]["incremental_strategy"] == "by_month"
    ]
    found = set[str]()
    while waiting:
        if (one := waiting.pop()) not in found:
            found.add(one)
            waiting += manifest["child_map"][one]
    return found


def missing_relations(
    connection: psycopg.Connection, settings: Settings, kinds: Collection[str] = ("incremental", "view")
) -> list[str]:
    """Models of these materializations that have no table or view in the database, by name.

    Tables of rated months, and views upon them, are not missed before anything has a price: no build makes them until
    then.
    """
    is_priced = connection.execute("select exists (select from raw.rating_touches)").fetchone() == (True,)
    manifest = read_manifest(settings)
    not_missed = set() if is_priced else rated_models(manifest)
    models = {
        node["name"]: node["schema"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
        and node["config"]["materialized"] in kinds
        and node["unique_id"] not in not_missed
    }
    rows = connection.execute(
        "select name from unnest(%s::text[], %s::text[]) as model (schema, name) "
        "where to_regclass(format('%%I.%%I', schema, name)) is null order by name",
        [list(models.values()), list(models)],
    )
    return [name for (name,) in rows]
