"""What every test may ask for: an empty, migrated database of its own, and the shared examples if they are there."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from xdist.scheduler import LoadScopeScheduling

from warehouse.credentials import read_credentials
from warehouse.embedded import ensure_server, stop_server
from warehouse.schema import upgrade
from warehouse.settings import ROLES, Settings
from warehouse.settings import settings as current_settings

SHARED = Path(__file__).resolve().parents[2] / "shared"


class ByFolder(LoadScopeScheduling):
    """Keeps the tests of one folder in one process, because they share built worlds."""

    def _split_scope(self, nodeid: str) -> str:
        return str(Path(nodeid.partition("::")[0]).parent)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFolder:
    """How tests are shared out to processes."""
    return ByFolder(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slowest folder goes first."""
    items.sort(key=lambda item: "dbt_project" not in item.path.parts)


@pytest.fixture(scope="session")
def server() -> Iterator[Settings]:
    """Settings of one server for all tests, its database migrated and never written to: the template of the others.

    Not below pytest's own temporary folder, which another session that runs at the same time may clean away.
    """
    with tempfile.TemporaryDirectory(prefix="meterhouse-tests-") as home:
        template = Settings(home=Path(home), database_url=None, _env_file=None)
        try:
            upgrade(template)
            _forgo_durability(template)
            yield template
        finally:
            stop_server(template)


def _forgo_durability(settings: Settings) -> None:
    """Nothing of this server outlives the session: databases are made and dropped by the hundred."""
    with psycopg.connect(ensure_server(settings).dsn("postgres"), autocommit=True) as admin:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            admin.execute(f"alter system set {name} = off".encode())
        admin.execute("select pg_reload_conf()")


def create_database(admin: psycopg.Connection, name: str, template: str) -> None:
    """A copy of a database with the owner's right to make schemas, which a copy does not inherit."""
    copy, original = sql.Identifier(name), sql.Identifier(template)
    admin.execute(sql.SQL("create database {} template {}").format(copy, original))
    admin.execute(sql.SQL("grant create on database {} to meterhouse_owner").format(copy))


class Databases:
    """Makes empty migrated databases on the session's server, each with a home folder of its own."""

    def __init__(self, server: Settings) -> None:
        self.server = server
        self.made = 0

    def create(self, home: Path) -> Settings:
        """Settings that point at a new empty ledger, also set as `METERHOUSE_*` for programs that are started."""
        self.made += 1
        running = ensure_server(self.server)
        name = f"test_{os.getpid()}_{self.made}"
        with psycopg.connect(running.dsn("postgres"), autocommit=True) as admin:
            create_database(admin, name, "meterhouse")
        secrets = read_credentials(self.server)
        given = {
            "home": str(home),
            "database_url": running.dsn(name),
            "pseudonym_key": "test",
            **{f"{role}_password": secrets[role] for role in ROLES},
        }
        os.environ.update({f"METERHOUSE_{key.upper()}": value for key, value in given.items()})
        current_settings.cache_clear()
        return Settings(_env_file=None)


@pytest.fixture(scope="session")
def databases(server: Settings) -> Databases:
    """For fixtures of wider scope than one test; a test asks for `settings`."""
    return Databases(server)


@pytest.fixture
def settings(databases: Databases, tmp_path: Path) -> Settings:
    """An empty ledger for this test alone."""
    return databases.create(tmp_path / "home")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared examples; tests that read it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("needs the shared examples beside the checkout, which are not there")
    return SHARED
