"""Versioned upgrades: each version is a folder of SQL files, run once, in order, by Alembic."""

from pathlib import Path

import psycopg

from warehouse.database import connect, dsn, login_of
from warehouse.errors import DatabaseError
from warehouse.schema.bootstrap import create_roles, open_admin
from warehouse.settings import ROLES, Settings

HERE = Path(__file__).parent
STATE = """
    select version_num, (select count(*) from pg_roles where rolname = any(%s)) from meterhouse.schema_version
"""


def newest_version() -> str:
    """The version this code needs: the name of the last one in `versions`."""
    return max(path.stem for path in (HERE / "versions").glob("[0-9]*.py"))


def ensure_schema(settings: Settings) -> None:
    """Upgrades if the database is not at the newest version, or lacks a role; costs one query if not."""
    try:
        with connect("owner", settings) as connection:
            row = connection.execute(STATE, [[login_of(role) for role in ROLES]]).fetchone()
    except (DatabaseError, psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
        row = None
    if row != (newest_version(), len(ROLES)):
        upgrade(settings)


def upgrade(settings: Settings) -> None:
    """Makes database, roles, tables and grants what this version needs; safe to repeat, to race and to kill."""
    with open_admin(settings) as admin:
        create_roles(admin, settings)
        _run_versions(settings)
        with connect("owner", settings) as owner:
            owner.execute((HERE / "grants.sql").read_text().encode())


def _run_versions(settings: Settings) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    url = dsn("owner", settings).replace("postgresql://", "postgresql+psycopg://", 1)
    with create_engine(url, poolclass=NullPool).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
