"""Rows into the ledger's tables by binary COPY, inside the load's one transaction."""

from datetime import date

import psycopg
from psycopg import sql

from warehouse.database import transaction
from warehouse.ledger.pseudonyms import MAPPINGS
from warehouse.ledger.rows import Encoded
from warehouse.settings import Settings


def copy_rows(connection: psycopg.Connection, target: str, rows: Encoded) -> None:
    """Appends the rows to the table `target`, whose columns must bear the rows' names."""
    columns = sql.SQL(", ").join(sql.Identifier(name) for name in rows.columns)
    table = sql.SQL(".").join(sql.Identifier(name) for name in target.split("."))
    statement = sql.SQL("copy {} ({}) from stdin (format binary)").format(table, columns)
    with connection.cursor().copy(statement) as copy:
        for piece in rows.pieces:
            copy.write(piece)


def ensure_partitions(settings: Settings, months: set[date]) -> None:
    """Makes the monthly partitions, each committed at once: an empty partition is no trace of a load."""
    for month in sorted(months):
        with transaction("loader", settings) as connection:
            connection.execute("select raw.ensure_usage_partition(%s)", [month])


def tend_partitions(settings: Settings, months: set[date]) -> None:
    """Lets index and planner know what a load has written, so that reading a day does not read all of its month."""
    for month in sorted(months):
        with transaction("loader", settings) as connection:
            connection.execute("select raw.tend_usage_partition(%s)", [month])


class PendingPairs:
    """Pseudonym pairs of one load, gathered in temporary tables and merged under the commit lock.

    Merging them chunk by chunk would make two loads that share values wait for each other in opposite orders.
    """

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        for kind, (table, columns) in MAPPINGS.items():
            typed = ", ".join(f"{column} text not null" for column in columns)
            connection.execute(
                f"create temporary table if not exists pending_{table} ({kind} uuid not null, {typed}, "
                "is_kept boolean not null) on commit delete rows".encode()
            )

    def add(self, pairs: dict[str, Encoded]) -> None:
        """Keeps the pairs of a chunk; repeats across chunks are welcome."""
        for kind, rows in pairs.items():
            copy_rows(self.connection, f"pending_{MAPPINGS[kind][0]}", rows)

    def merge(self, load_id: int) -> None:
        """Appends those pairs that the ledger does not have and may have."""
        for kind, (table, columns) in MAPPINGS.items():
            names = ", ".join((kind, *columns))
            self.connection.execute(
                f"insert into raw.{table} ({names}, load_id) "  # noqa: S608 - names from a constant
                f"select distinct {names}, %s::bigint from pending_{table} where is_kept "
                f"on conflict ({kind}) do nothing".encode(),
                [load_id],
            )

    def bury(self) -> None:
        """Tombstones in place of the addresses and user agents that only erased users came with."""
        for kind, (table, columns) in MAPPINGS.items():
            if kind == "user_key":  # It has its own since the erasure.
                continue
            self.connection.execute(
                "insert into raw.tombstones (kind, key, characters) "  # noqa: S608 - names from a constant
                f"select distinct %s, {kind}, char_length({columns[-1]}) from pending_{table} as pending "
                f"where not is_kept and not exists (select from raw.{table} as known "
                f"where known.{kind} = pending.{kind}) on conflict do nothing".encode(),
                [kind],
            )


class PendingIdDays:
    """Which ids a load names on which days, gathered in a temporary table and merged under the commit lock."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        connection.execute(
            "create temporary table if not exists pending_id_days (kind text, id text, usage_date date) "
            "on commit delete rows"
        )

    def add(self, rows: Encoded) -> None:
        """Keeps those of a chunk; repeats across chunks are welcome."""
        copy_rows(self.connection, "pending_id_days", rows)

    def merge(self) -> None:
        """Appends those that the ledger does not have."""
        self.connection.execute(
            "insert into raw.id_days (kind, id, usage_date) "
            "select distinct kind, id, usage_date from pending_id_days on conflict do nothing"
        )
