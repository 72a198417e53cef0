"""A database in which the daily models stand empty, copied for each history."""

from pathlib import Path

import psycopg

from tests.conftest import Databases, create_database
from tests.dbt_project.calls import Dbt
from tests.histories.marts import DailyModel, compile_models
from warehouse.embedded import ensure_server
from warehouse.settings import Settings


class House:
    """A database in which the daily models stand empty, and copies of it."""

    def __init__(self, databases: Databases, home: Path, dbt: Dbt) -> None:
        self.databases, self.home = databases, home
        self.empty = databases.create(home / "empty")
        dbt.must(self.empty, "run", "--event-time-start", "2026-03-01", "--event-time-end", "2026-03-02")
        self.models: list[DailyModel] = compile_models(dbt, self.empty)

    def copy(self) -> Settings:
        copy = self.databases.create(self.home / "copy")
        with psycopg.connect(ensure_server(self.databases.server).dsn("postgres"), autocommit=True) as admin:
            admin.execute(f'drop database "{name_of(copy)}"'.encode())
            create_database(admin, name_of(copy), name_of(self.empty))
        return copy

    def drop(self, copy: Settings) -> None:
        with psycopg.connect(ensure_server(self.databases.server).dsn("postgres"), autocommit=True) as admin:
            admin.execute(f'drop database "{name_of(copy)}" with (force)'.encode())


def name_of(given: Settings) -> str:
    assert given.database_url is not None
    return given.database_url.get_secret_value().rsplit("/", 1)[-1]
