"""Ledgers of features written in a few words, their marts made in milliseconds, and what clients have of them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import psycopg

from tests.conftest import Databases, create_database
from tests.dbt_project.calls import Dbt
from tests.rating import books as rating
from warehouse.access import Scope
from warehouse.database import connect
from warehouse.embedded import ensure_server
from warehouse.reports import RightsFilter, rights
from warehouse.resources import Put
from warehouse.rights import put_change
from warehouse.settings import Settings

LATER = datetime(2030, 1, 1, tzinfo=UTC)
OPERATOR = Scope.operator()
MARTS = ("+fct_rights_built", "+dim_clients")
Row = dict[str, Any]


def at(text: str) -> datetime:
    """An instant of UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class Books(rating.Books):
    """Writes features, plans, subscriptions and changes, and reads what follows from them."""

    def __init__(self, settings: Settings, folder: Path, queries: Mapping[str, str] | None = None) -> None:
        super().__init__(settings, folder)
        self.queries = queries or {}

    def feature(self, feature_id: str, feature_type: str, **said: Any) -> None:
        """A feature called by its id."""
        self.refer("features", {"feature_id": feature_id, "name": feature_id, "feature_type": feature_type, **said})

    def include(self, plan_id: str, feature_id: str, quantity: object = None, **said: Any) -> None:
        """Lets a plan have a feature."""
        self.refer("plan_features", {"plan_id": plan_id, "feature_id": feature_id, "quantity": quantity, **said})

    def put(self, client_id: str, feature_id: str, time: str, **said: Any) -> Put:
        """A change that is reported."""
        change = {"client_id": client_id, "feature_id": feature_id, "time": time, **said}
        return put_change(change, self.settings, LATER)

    def has(self, client_id: str, instant: str, scope: Scope = OPERATOR, **asked: Any) -> list[Row]:
        """The client's rights at an instant."""
        return rights(scope, RightsFilter(at(instant), (client_id,), **asked), self.settings).frame.to_dicts()

    def used(self, client_id: str, instant: str, **asked: Any) -> dict[str, Any]:
        """What it uses of each feature, or whether it is on: combined, or by subscription and feature."""
        rows = self.has(client_id, instant, with_hidden=True, **asked)
        keys = [row["feature_id"] if asked.get("combined") else (row["subscription_id"], row["feature_id"])
                for row in rows]  # fmt: skip
        return {key: value_of(row) for key, row in zip(keys, rows, strict=True)}

    def build(self) -> None:
        """Makes the tables what the models select now."""
        with connect("owner", self.settings) as connection:
            for relation, query in self.queries.items():
                columns = _columns(connection, relation)
                connection.execute(f"delete from {relation}".encode())
                connection.execute(f"insert into {relation} ({columns}) select {columns} from ({query}) as m".encode())


def value_of(row: Row) -> Any:
    """What is used, or whether it is on."""
    return row["is_enabled"] if row["feature_type"] == "OnOff" else row["quantity_current"]


@dataclass(frozen=True)
class Library:
    """A database in which the models of rights stand empty, and copies of it."""

    databases: Databases
    empty: Settings
    queries: Mapping[str, str]

    @classmethod
    def make(cls, databases: Databases, home: Path, dbt: Dbt) -> "Library":
        empty = databases.create(home)
        dbt.must(empty, "run", "--select", *MARTS)
        dbt.must(empty, "compile", "--select", *MARTS)
        return cls(databases, empty, dict(_queries(dbt, _name(empty))))

    def copy(self, home: Path, folder: Path) -> Books:
        copy = self.databases.create(home)
        with psycopg.connect(ensure_server(self.databases.server).dsn("postgres"), autocommit=True) as admin:
            admin.execute(f'drop database "{_name(copy)}"'.encode())
            create_database(admin, _name(copy), _name(self.empty))
        folder.mkdir(exist_ok=True)
        return Books(copy, folder, self.queries)


def _queries(dbt: Dbt, database: str) -> Iterator[tuple[str, str]]:
    """Each table with its query as dbt compiled it, in the order of a build; without the database's own name."""
    nodes = {name: node for name, node in dbt.manifest()["nodes"].items() if node["resource_type"] == "model"}
    needs = {name: set(node["depends_on"]["nodes"]) & set(nodes) for name, node in nodes.items()}
    for name in TopologicalSorter(needs).static_order():
        node = nodes[name]
        compiled = dbt.target / "compiled" / "meterhouse" / node["original_file_path"]
        if node["config"]["materialized"] == "incremental" and compiled.exists():
            yield f"{node['schema']}.{node['name']}", compiled.read_text().replace(json.dumps(database) + ".", "")


def _columns(connection: psycopg.Connection, relation: str) -> str:
    rows = connection.execute(
        "select quote_ident(attname) from pg_attribute where attrelid = %s::regclass and attnum > 0 "
        "and not attisdropped order by attnum",
        [relation],
    )
    return ", ".join(name for (name,) in rows)


def _name(settings: Settings) -> str:
    assert settings.database_url is not None
    return settings.database_url.get_secret_value().rsplit("/", 1)[-1]


def only(rows: Sequence[Row], *names: str) -> list[tuple[Any, ...]]:
    """Some columns of rows."""
    return [tuple(row[name] for name in names) for row in rows]
