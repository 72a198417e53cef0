"""The register: ids that senders gave lately, by which a record is known again on another day."""

from datetime import date, timedelta

import psycopg
import pyarrow as pa

from warehouse.database import transaction
from warehouse.ledger.copying import copy_rows
from warehouse.ledger.rows import encode
from warehouse.settings import Settings

REMEMBERED = timedelta(days=35)
COLUMNS = ["event_key", "payload_digest", "usage_at", "load_id", "line_no", "is_time_assigned", "provider_id"]
ROWS_SENT = 100_000


def ensure_register(settings: Settings, given_on: date) -> None:
    """Makes the month's partition of the register, committed at once, and drops those that are forgotten."""
    with transaction("loader", settings) as connection:
        connection.execute("select raw.ensure_given_ids_partition(%s, %s)", [given_on, given_on - REMEMBERED])


def register_rows(rows: pa.Table, given_on: date) -> pa.Table:
    """What the register keeps of stored rows (columns of raw.usage_events)."""
    days = pa.repeat(pa.scalar(given_on, pa.date32()), rows.num_rows)
    return rows.select(COLUMNS).append_column("given_on", days)


class PendingIds:
    """Rows for the register, gathered until there are many and sent in the order of their keys.

    In that order neighbours go into the same page of the index: a third less work than chunk by chunk.
    """

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        self.tables: list[pa.Table] = []
        self.height = 0

    def add(self, rows: pa.Table) -> None:
        """Takes the rows of a chunk."""
        self.tables.append(rows)
        self.height += rows.num_rows
        if self.height >= ROWS_SENT:
            self.send()

    def send(self) -> None:
        """Sends what is there."""
        if self.height:
            together = pa.concat_tables(self.tables).sort_by("event_key")
            copy_rows(self.connection, "raw.given_ids", encode(together))
        self.tables, self.height = [], 0
