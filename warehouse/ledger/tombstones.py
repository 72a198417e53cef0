"""Whom the ledger was told to forget, as loads must know it: their usage goes on under keys, and nothing else does."""

from collections import defaultdict
from dataclasses import dataclass

import polars as pl
import psycopg

from warehouse.credentials import pseudonym_key
from warehouse.database import transaction
from warehouse.ledger.metered_attributes import read_metered_attributes
from warehouse.ledger.numbers import one_number
from warehouse.ledger.traces import TELLING_CHARACTERS, KeyedTraces
from warehouse.settings import Settings

PURGED = "purged, because it names somebody who was erased"
# The tombstone of an address is in force while an erasure is under way, and then until somebody else comes with it.
IN_FORCE = """
    select stone.kind, stone.key, stone.client_id, stone.characters
    from raw.tombstones as stone
    where stone.kind in ('user_key', 'user_id')
        or exists (
            select from raw.erasures as erasure
            where erasure.erasure_id = stone.erasure_id and not exists (
                select from raw.erasure_steps as step
                where step.erasure_id = erasure.erasure_id and step.step = 'deleted'
            )
        )
        or (stone.kind = 'ip_key' and not exists (select from raw.ip_keys as known where known.ip_key = stone.key))
        or (
            stone.kind = 'agent_key'
            and not exists (select from raw.agent_keys as known where known.agent_key = stone.key)
        )
"""


@dataclass(frozen=True)
class Tombstones:
    """The keys of erased users, by what a text names them, the last erasure known, and what is kept for meters."""

    users: frozenset[bytes]
    traces: KeyedTraces
    last_erasure: int
    metered: frozenset[str]

    def purged(self, quarantined: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Quarantined lines (QUARANTINE_SCHEMA) as they may be kept, with their details, and with their texts."""
        if not self.traces.known:
            return quarantined, quarantined
        rows = quarantined.select("line", "detail").iter_rows()
        names = pl.Series("names", [self._names(line, detail) for line, detail in rows], dtype=pl.Boolean)
        detail = pl.when(names).then(pl.lit(PURGED)).otherwise(pl.col("detail")).alias("detail")
        return quarantined.with_columns(detail), quarantined.filter(~names)

    def _names(self, line: bytes, detail: str) -> bool:
        return self.traces.holds(line.decode("utf-8", "backslashreplace")) or self.traces.holds(detail)


def read_tombstones(connection: psycopg.Connection, key: bytes) -> Tombstones:
    """What is in force now; `key` is the pseudonyms'."""
    last = last_erasure(connection)
    users: set[bytes] = set()
    known: dict[tuple[str, bytes], set[str]] = defaultdict(set)
    lengths: set[int] = set()
    for kind, stone, client_id, characters in connection.execute(IN_FORCE.encode()):
        if kind == "user_key":
            users.add(stone.bytes)
        elif kind == "user_id" or characters >= TELLING_CHARACTERS:
            known[kind, stone.bytes].add(client_id)
            lengths.add(characters)
    metered = read_metered_attributes(connection) if users else frozenset[str]()
    return Tombstones(frozenset(users), KeyedTraces(key, known, sorted(lengths)), last, metered)


def last_erasure(connection: psycopg.Connection) -> int:
    """Number of the erasure that was begun last; another one than a load knows means that it knows too little."""
    return one_number(connection, "select coalesce(max(erasure_id), 0) from raw.erasures")


def without_erased(text: str, settings: Settings) -> str:
    """A sentence that may quote a record, for a place that keeps it, with the traces of erased persons blotted out."""
    with transaction("loader", settings) as connection:
        return redacted_within(connection, text, settings)


def redacted_within(connection: psycopg.Connection, text: str, settings: Settings) -> str:
    """The same for a place that the caller's transaction writes."""
    return read_tombstones(connection, pseudonym_key(settings)).traces.redacted(text)
