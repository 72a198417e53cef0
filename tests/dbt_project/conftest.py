"""One small world, built once; tests that change it get a copy of its database."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tests.conftest import Databases, create_database
from tests.dbt_project.calls import Dbt
from tests.dbt_project.ledger import Ledger
from tests.dbt_project.world import WINDOW, Loads, write_world
from warehouse.database import connect
from warehouse.embedded import ensure_server
from warehouse.settings import Settings

MARTS_WITHOUT_LOADS = (
    "marts.fct_usage_hourly",
    "marts.fct_usage_daily",
    "marts.fct_latency_daily",
    "marts.fct_user_usage_daily",
    "marts.fct_ip_usage_daily",
    "marts.agg_client_usage_daily",
    "marts.agg_dealer_usage_daily",
)


class Built:
    """A ledger and what dbt made of it."""

    def __init__(self, settings: Settings, loads: Loads) -> None:
        self.settings, self.loads, self.ledger = settings, loads, Ledger(settings)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The answer of a query by the owner."""
        with connect("owner", self.settings) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def execute(self, *statements: str) -> None:
        """Statements by the owner, committed."""
        with connect("owner", self.settings) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def dump(self, table: str) -> list[str]:
        """All rows of a table as text, in an order of their own."""
        name = sql.SQL(".").join(map(sql.Identifier, table.split(".")))
        with connect("owner", self.settings) as connection:
            rows = connection.execute(sql.SQL("select t::text from {} as t order by 1").format(name)).fetchall()
        return [row[0] for row in rows]

    def tables(self) -> list[str]:
        """Every table that dbt made."""
        query = "select schemaname || '.' || tablename from pg_tables where schemaname in ('intermediate', 'marts')"
        return sorted(row[0] for row in self.rows(query))

    def dumps(self) -> dict[str, list[str]]:
        """All rows of all tables that dbt made."""
        return {table: self.dump(table) for table in self.tables()}


@dataclass(frozen=True)
class Copies:
    """Makes copies of a database, for tests that change it."""

    databases: Databases
    original: Settings
    loads: Loads

    def make(self, home: Path) -> Built:
        copy = self.databases.create(home)
        with psycopg.connect(ensure_server(self.databases.server).dsn("postgres"), autocommit=True) as admin:
            admin.execute(sql.SQL("drop database {}").format(sql.Identifier(_database(copy))))
            create_database(admin, _database(copy), _database(self.original))
        return Built(copy, self.loads)


def _database(settings: Settings) -> str:
    assert settings.database_url is not None
    return str(conninfo_to_dict(settings.database_url.get_secret_value())["dbname"])


@pytest.fixture(scope="session")
def dbt(tmp_path_factory: pytest.TempPathFactory) -> Dbt:
    return Dbt(tmp_path_factory.mktemp("dbt"))


@pytest.fixture(scope="session")
def built(databases: Databases, dbt: Dbt, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The small world, built and tested; not to be changed."""
    settings = databases.create(tmp_path_factory.mktemp("small_world"))
    loads = write_world(Ledger(settings))
    dbt.must(settings, "build", *WINDOW)
    return Built(settings, loads)


@pytest.fixture
def copy(databases: Databases, built: Built, tmp_path: Path) -> Built:
    """The small world, built, to be changed at will."""
    return Copies(databases, built.settings, built.loads).make(tmp_path / "home")


@pytest.fixture(scope="module")
def module_copy(databases: Databases, built: Built, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The same for a whole module."""
    return Copies(databases, built.settings, built.loads).make(tmp_path_factory.mktemp("copy"))
