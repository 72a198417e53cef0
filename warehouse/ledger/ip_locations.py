"""Addresses that are new to the ledger, located by the load that brings them."""

from collections.abc import Iterable

import psycopg

from warehouse.ledger.location_database import LocationDatabase

ROWS_AT_ONCE = 10_000
# Addresses that the ledger knows already wait for `locate`, which also rebuilds the days that they were used on.
NEW_ADDRESSES = """
    select distinct pending.ip_key, pending.ip
    from pending_ip_keys as pending
    where not exists (select from raw.ip_keys as known where known.ip_key = pending.ip_key)
"""
APPEND = """
    insert into raw.ip_locations (ip_key, load_no, database_type, database_built_at, country, region, city)
    select ip_key, %s, %s, %s, country, region, city
    from pending_ip_locations as pending
    where not exists (select from raw.ip_keys as known where known.ip_key = pending.ip_key)
        and not exists (select from raw.ip_locations as located where located.ip_key = pending.ip_key)
"""


class PendingLocations:
    """Places of one load's new addresses, looked up before the commit lock is taken and merged under it."""

    def __init__(self, connection: psycopg.Connection, database: LocationDatabase | None) -> None:
        self.connection, self.database = connection, database

    def look_up(self) -> None:
        """Looks the new ones among the load's pending pairs up, each once."""
        if self.database is None:
            return
        self.connection.execute(
            "create temporary table if not exists pending_ip_locations "
            "(ip_key uuid not null, country text, region text, city text) on commit delete rows"
        )
        with self.connection.cursor("new_addresses") as cursor:
            cursor.execute(NEW_ADDRESSES.encode())
            while rows := cursor.fetchmany(ROWS_AT_ONCE):
                places = ((key, *self.database.locate(ip)) for key, ip in rows)
                copy_places(self.connection, "pending_ip_locations", places)

    def merge(self, load_no: int) -> None:
        """Appends them, before the pairs are merged, unless another load was first."""
        if self.database is not None:
            self.connection.execute(APPEND.encode(), [load_no, *self.database.edition])


def copy_places(connection: psycopg.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Appends the rows to a temporary table whose columns they are."""
    with connection.cursor().copy(f"copy {table} from stdin".encode()) as copy:
        for row in rows:
            copy.write_row(row)
