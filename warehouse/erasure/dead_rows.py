"""What a deletion leaves in a database: transactions that still see the old rows, dead rows, and statistics."""

import time
from collections.abc import Callable, Iterable
from datetime import date, datetime

import psycopg
from psycopg import sql

from warehouse.database import connect, transaction
from warehouse.erasure.persons import Person
from warehouse.settings import Settings

Progress = Callable[[str], None]
LEDGER_TABLES = (
    "raw.user_keys", "raw.ip_keys", "raw.agent_keys", "raw.reference_records", "raw.quarantine",
    "raw.quarantine_texts", "raw.load_verdicts", "raw.empty_day_declarations",
)  # fmt: skip
PERSON_TABLES = (
    "intermediate.int_user_versions", "marts.dim_users", "marts.dim_ips", "marts.fct_loads",
    "marts.fct_load_quarantine", "marts.fct_declared_empty_days",
)  # fmt: skip
# PostgreSQL keeps the statistics of a table that became empty, and samples of its values in them.
NEUTRAL_ROWS = {
    "raw.user_keys": "select gen_random_uuid(), 'none', 'none', 0 from generate_series(1, 2)",
    "raw.ip_keys": "select gen_random_uuid(), 'none', 0 from generate_series(1, 2)",
    "raw.agent_keys": "select gen_random_uuid(), 'none', 0 from generate_series(1, 2)",
    "raw.quarantine_texts": "select 0, line_no, 'none'::bytea from generate_series(1, 2) as line_no",
}
# Only if somebody asked for it: PostgreSQL does not by itself. It is of all partitions together.
WHOLE_LEDGER_ANALYSED = "select from pg_stats where schemaname = 'raw' and tablename = 'usage_events' limit 1"
BUILDING = """
    select count(*) from pg_stat_activity
    where datname = current_database() and usename = current_user and xact_start < %s and pid <> pg_backend_pid()
"""


def wait_for_builds(settings: Settings, tell: Progress) -> None:
    """Until no transaction of the owner's is older than this call: what it read before, a build may write again."""
    with connect("owner", settings, autocommit=True) as connection:
        row = connection.execute("select clock_timestamp()").fetchone()
        while row and _count(connection, row[0]):
            tell("waiting for a build that began before")
            time.sleep(0.2)


def remove_dead_rows(person: Person, settings: Settings, tables: Iterable[str], tell: Progress) -> list[str]:
    """Vacuums and analyses what an erasure changed, and `tables` besides; their names."""
    names = [*LEDGER_TABLES, *_partitions(person, settings), *PERSON_TABLES, *tables]
    with connect("owner", settings, autocommit=True) as connection:
        there = [name for name in names if _is_there(connection, name)]
        for name in there:
            tell(name)
            connection.execute(sql.SQL("vacuum (analyze) {}").format(_table(name)))
            if name in NEUTRAL_ROWS and _is_empty(connection, name):
                _forget_statistics(connection, name)
        if connection.execute(WHOLE_LEDGER_ANALYSED).fetchone() is not None:
            connection.execute("analyze raw.usage_events")
    return there


def _partitions(person: Person, settings: Settings) -> list[str]:
    with transaction("loader", settings) as connection:
        months: list[tuple[date]] = connection.execute(
            "select distinct date_trunc('month', usage_date)::date from raw.id_days "
            "where kind = 'users' and id = %s order by 1",
            [person.subject],
        ).fetchall()
    return [f"raw.usage_events_{month:%Y_%m}" for (month,) in months]


def _forget_statistics(connection: psycopg.Connection, name: str) -> None:
    """Replaces them by those of rows that say nothing and that nobody ever sees."""
    with connection.transaction():
        connection.execute(sql.SQL("insert into {} {}").format(_table(name), sql.SQL(NEUTRAL_ROWS[name])))
        connection.execute(sql.SQL("analyze {}").format(_table(name)))
        connection.execute(sql.SQL("delete from {} where load_id = 0").format(_table(name)))


def _is_empty(connection: psycopg.Connection, name: str) -> bool:
    query = sql.SQL("select not exists (select from {})").format(_table(name))
    return connection.execute(query).fetchone() == (True,)


def _is_there(connection: psycopg.Connection, name: str) -> bool:
    return connection.execute("select to_regclass(%s) is not null", [name]).fetchone() == (True,)


def _table(name: str) -> sql.Identifier:
    return sql.Identifier(*name.split("."))


def _count(connection: psycopg.Connection, began_before: datetime) -> int:
    row = connection.execute(BUILDING.encode(), [began_before]).fetchone()
    return int(row[0]) if row else 0
