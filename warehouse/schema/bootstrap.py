"""The database itself and its login roles, made by whoever may create them."""

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from warehouse.credentials import password_of
from warehouse.database import DATABASE, ERASER, admin_conninfo, login_of
from warehouse.errors import DatabaseError
from warehouse.settings import ROLES, Role, Settings

# One key for all processes that create roles or upgrade, on any database of the server.
UPGRADE_LOCK = 7_302_114_001
# The owner builds and tests. A day's rows are new, so the planner guesses their number, and how many groups a dozen
# text columns make; on its guess it sorts a whole day or loops over it, which takes many times as long as hashing.
# `off` forbids nothing: what can only be sorted is sorted. And a day of a million events needs twice the memory for
# hashing that is usual; with less it goes to disk and back.
PLANNING = {"enable_sort": "off", "enable_nestloop": "off", "hash_mem_multiplier": "4"}
# With the billing role people and their tools write SQL of their own. A question that was asked wrong ends by itself,
# and a transaction that somebody forgot does not stand in the way of a build that makes tables anew.
PATIENCE = {
    "default_transaction_read_only": "on",
    "statement_timeout": "15min",
    "idle_in_transaction_session_timeout": "5min",
}
SESSIONS: dict[Role, dict[str, str]] = {"owner": PLANNING, "billing": PATIENCE}


def open_admin(settings: Settings) -> psycopg.Connection:
    """A connection of the administrator to Meterhouse's database, which is created if the server is the embedded one.

    Holds the upgrade lock until closed. Raises `DatabaseError` saying what the given user lacks.
    """
    try:
        if settings.database_url is None:
            _create_database(settings)
        connection = psycopg.connect(admin_conninfo(settings), autocommit=True)
    except psycopg.OperationalError as error:
        reason = str(error).strip()
        raise DatabaseError(f"The database cannot be reached: {reason} Check METERHOUSE_DATABASE_URL.") from None
    connection.execute("select pg_advisory_lock(%s)", [UPGRADE_LOCK])
    return connection


def create_roles(connection: psycopg.Connection, settings: Settings) -> None:
    """Makes the five login roles, or sets their passwords anew, and gives the owner the right to create schemas.

    And the eraser, as who nobody logs in: the owner takes its place, so that a transaction that erases can do no more.
    """
    try:
        for role in ROLES:
            _create_role(connection, login_of(role), password_of(role, settings), SESSIONS.get(role, {}))
        name = sql.Identifier(str(conninfo_to_dict(connection.info.dsn).get("dbname") or connection.info.dbname))
        owner = sql.Identifier(login_of("owner"))
        _create_eraser(connection, owner)
        connection.execute(sql.SQL("grant create, connect, temporary on database {} to {}").format(name, owner))
        connection.execute(sql.SQL("grant {} to current_user").format(owner))
        connection.execute(sql.SQL("create schema if not exists meterhouse authorization {}").format(owner))
    except psycopg.errors.InsufficientPrivilege as error:
        raise DatabaseError(
            f"The user of METERHOUSE_DATABASE_URL may not do this: {error.diag.message_primary}. "
            "It needs CREATEROLE and must own the database."
        ) from None


def _create_role(connection: psycopg.Connection, login: str, password: str, session: dict[str, str]) -> None:
    name = sql.Identifier(login)
    if not connection.execute("select 1 from pg_roles where rolname = %s", [login]).fetchone():
        connection.execute(sql.SQL("create role {} login").format(name))
    connection.execute(sql.SQL("alter role {} password {}").format(name, sql.Literal(password)))
    for setting, value in {"timezone": "UTC", **session}.items():
        connection.execute(
            sql.SQL("alter role {} set {} to {}").format(name, sql.Identifier(setting), sql.Literal(value))
        )


def _create_eraser(connection: psycopg.Connection, owner: sql.Identifier) -> None:
    if not connection.execute("select 1 from pg_roles where rolname = %s", [ERASER]).fetchone():
        connection.execute(sql.SQL("create role {} nologin").format(sql.Identifier(ERASER)))
    connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(ERASER), owner))


def _create_database(settings: Settings) -> None:
    with psycopg.connect(admin_conninfo(settings, "postgres"), autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [UPGRADE_LOCK])
        if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))
