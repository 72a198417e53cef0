"""The only opener of database connections: each part of the house connects as its own role."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from warehouse.credentials import password_of
from warehouse.embedded import ensure_server
from warehouse.errors import DatabaseError, SettingsError
from warehouse.settings import Role, Settings
from warehouse.settings import settings as current_settings

DATABASE = "meterhouse"
# As this role nobody logs in: see `transaction_of_eraser`.
ERASER = "meterhouse_eraser"

# Connections that nobody uses at the moment, by connection string; none outside of `connections_kept`.
_idle: ContextVar[dict[str, list[psycopg.Connection]] | None] = ContextVar("idle_connections", default=None)


def login_of(role: Role) -> str:
    """The name under which a role logs in."""
    return f"meterhouse_{role}"


def admin_conninfo(settings: Settings, database: str | None = None) -> str:
    """Connection string of whoever may create roles: the embedded superuser, or the given URL's user."""
    if settings.database_url is None:
        return ensure_server(settings).dsn(database or DATABASE)
    try:
        return make_conninfo(settings.database_url.get_secret_value(), **({"dbname": database} if database else {}))
    except psycopg.ProgrammingError:
        raise SettingsError(
            "METERHOUSE_DATABASE_URL is not of the form postgresql://user:password@host/name."
        ) from None


def conninfo(role: Role, settings: Settings | None = None) -> str:
    """Connection string of `role`; starts the embedded server if it is the one in use and does not run."""
    given = settings or current_settings()
    return make_conninfo(
        admin_conninfo(given),
        user=login_of(role),
        password=password_of(role, given),
        application_name=f"meterhouse {role}",
    )


def connect(role: Role, settings: Settings | None = None, *, autocommit: bool = False) -> psycopg.Connection:
    """A new connection as `role`, in UTC; the caller closes it. Raises `DatabaseError` if it cannot be had."""
    return _open(role, conninfo(role, settings), autocommit=autocommit)


@contextmanager
def transaction(role: Role, settings: Settings | None = None) -> Iterator[psycopg.Connection]:
    """One transaction on a connection of its own: committed if the block ends well, else rolled back."""
    given, idle = conninfo(role, settings), _idle.get()
    connection = _taken(idle, given) or _open(role, given)
    try:
        yield connection
        connection.commit()
    except BaseException:
        connection.close()
        raise
    if idle is None:
        connection.close()
    else:
        idle.setdefault(given, []).append(connection)


@contextmanager
def transaction_of_eraser(settings: Settings) -> Iterator[psycopg.Connection]:
    """One transaction that may call the four functions that erase a person, and nothing else."""
    with transaction("owner", settings) as connection:
        connection.execute(sql.SQL("set local role {}").format(sql.Identifier(ERASER)))
        yield connection


@contextmanager
def connections_kept() -> Iterator[None]:
    """Within the block, transactions of this thread take up connections that earlier ones left; it closes them.

    For work of many short transactions: a connection costs more than a transaction, and forgets all query plans.
    """
    if _idle.get() is not None:  # An outer block keeps them.
        yield
        return
    idle: dict[str, list[psycopg.Connection]] = {}
    token = _idle.set(idle)
    try:
        yield
    finally:
        _idle.reset(token)
        for connection in (connection for kept in idle.values() for connection in kept):
            connection.close()


def _open(role: Role, given: str, *, autocommit: bool = False) -> psycopg.Connection:
    try:
        return psycopg.connect(given, autocommit=autocommit, options="-c timezone=UTC")
    except psycopg.OperationalError as error:
        raise DatabaseError(
            f"No connection to the database as {login_of(role)}: {_first_line(error)}. "
            "`meterhouse doctor` says what to do."
        ) from None


def _taken(idle: dict[str, list[psycopg.Connection]] | None, given: str) -> psycopg.Connection | None:
    """A connection that lay idle and that the server still knows."""
    kept = (idle or {}).get(given, [])
    while kept:
        connection = kept.pop()
        try:
            connection.execute("select 1")
        except psycopg.OperationalError:
            connection.close()
        else:
            return connection
    return None


def dsn(role: Role, settings: Settings | None = None) -> str:
    """Connection URL of `role`, for libraries that want a URL."""
    return url_of(conninfo(role, settings))


def url_of(text: str) -> str:
    """A libpq connection string as a `postgresql://` URL with user, password, host, port and database."""
    from urllib.parse import quote, urlencode

    parts = conninfo_to_dict(text)
    user, password, host, port, name = (
        quote(str(parts.get(key) or default), safe="")
        for key, default in (("user", ""), ("password", ""), ("host", "localhost"), ("port", "5432"), ("dbname", ""))
    )
    kept = {key: value for key, value in parts.items() if key.startswith("ssl") and value is not None}
    return f"postgresql://{user}:{password}@{host}:{port}/{name}" + (f"?{urlencode(kept)}" if kept else "")


def libpq_environment(role: Role, settings: Settings | None = None) -> dict[str, str]:
    """The same as libpq's environment variables, for programs such as dbt and psql."""
    parts = conninfo_to_dict(conninfo(role, settings))
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    defaults = {"host": "localhost", "port": "5432"}
    return {names[key]: str(parts.get(key) or defaults.get(key, "")) for key in names}


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[-1].strip()
