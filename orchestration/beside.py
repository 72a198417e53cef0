"""Schemas beside those that stand, in which marts are made for a purpose of their own and go when it is served."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from warehouse.database import connect
from warehouse.settings import Settings

SCHEMAS = ("staging", "intermediate", "marts")
OURS = re.compile(rf"(verify_|known_\d+_)({'|'.join(SCHEMAS)})")


@contextmanager
def schemas_beside(prefix: str, settings: Settings) -> Iterator[None]:
    """No schemas of this prefix before the block, and none after it; a second caller of the same prefix waits.

    Also drops what killed processes left behind under other prefixes.
    """
    with connect("owner", settings, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(hashtextextended(%s, 7304))", [prefix])
        _drop(connection, prefix)
        _drop_left_behind(connection)
        try:
            yield
        finally:
            _drop(connection, prefix)


def forget_schemas_beside(settings: Settings) -> None:
    """Drops those that killed processes left behind, and waits for the end of the others that stand now."""
    with connect("owner", settings, autocommit=True) as connection:
        for prefix in _prefixes(connection):
            connection.execute("select pg_advisory_lock(hashtextextended(%s, 7304))", [prefix])
            _drop(connection, prefix)
            connection.execute("select pg_advisory_unlock(hashtextextended(%s, 7304))", [prefix])


def _prefixes(connection: psycopg.Connection) -> set[str]:
    names = [name for (name,) in connection.execute("select nspname from pg_namespace").fetchall()]
    return {found[1] for name in names if (found := OURS.fullmatch(name))}


def _drop_left_behind(connection: psycopg.Connection) -> None:
    for prefix in _prefixes(connection):
        locking = "(hashtextextended(%s, 7304))"
        if connection.execute(f"select pg_try_advisory_lock{locking}".encode(), [prefix]).fetchone() == (True,):
            _drop(connection, prefix)
            connection.execute(f"select pg_advisory_unlock{locking}".encode(), [prefix])


def _drop(connection: psycopg.Connection, prefix: str) -> None:
    for schema in SCHEMAS:
        connection.execute(sql.SQL("drop schema if exists {} cascade").format(sql.Identifier(f"{prefix}{schema}")))
