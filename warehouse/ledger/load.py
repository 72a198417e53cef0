"""One file into the ledger in one transaction: all of its lines accounted for, or no trace of it."""

import hashlib
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import psycopg
from psycopg import sql

from warehouse.credentials import pseudonym_key
from warehouse.database import transaction
from warehouse.errors import LoadRefused
from warehouse.ledger import fingerprints
from warehouse.ledger.accounting import Account, append_days, append_quarantined, count_repeated
from warehouse.ledger.copying import PendingPairs, copy_table, ensure_partitions, tend_partitions
from warehouse.ledger.numbers import next_ledger_no, one_number
from warehouse.ledger.pseudonyms import pseudonymise
from warehouse.ledger.reading import find_live_load, read_load
from warehouse.ledger.results import LoadResult
from warehouse.ledger.rows import stored_rows
from warehouse.ledger.verdicts import append_verdict
from warehouse.parsing import open_records, read_prefix
from warehouse.settings import Settings
from warehouse.sources import Source

Progress = Callable[[int], None]
USAGE_EVENTS = sql.SQL("raw.usage_events")


def load_file(
    path: Path,
    source: Source,
    *,
    settings: Settings,
    landing_date: date | None = None,
    accept: bool = False,
    on_progress: Progress | None = None,
) -> LoadResult:
    """Takes the file in, held unless `accept`; `on_progress` hears of the lines read so far.

    A file whose bytes stand in an unvoided load of the same source is not stored again: that load is returned.
    Raises `LoadRefused`, with nothing stored, when the file as a whole cannot be taken.
    """
    if not path.is_file():
        raise LoadRefused("no_such_file", f"There is no file {path}." if not path.exists() else f"{path} is no file.")
    if not str(path).isprintable():
        raise LoadRefused("wrong_name", f"The name {str(path)!r} is not printable text. Rename it and load it again.")
    digest = sha256_of(path)
    with transaction("loader", settings) as connection:
        standing = find_live_load(connection, source.name, digest)
    if standing is not None:
        return standing.model_copy(update={"by_other_definition": standing.source_version != source.version})
    load = _Load(path, source, settings, digest, landing_date, on_progress)
    result = load.run(accept)
    tend_partitions(settings, load.months)
    return result


def sha256_of(path: Path) -> bytes:
    """Digest of the file's bytes as they lie on the disk."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


class _Load:
    """The state of one load between its first byte and its commit."""

    def __init__(
        self, path: Path, source: Source, settings: Settings, digest: bytes, landing: date | None, tell: Progress | None
    ) -> None:
        self.path, self.source, self.settings, self.digest, self.landing = path, source, settings, digest, landing
        self.tell = tell or (lambda _: None)
        self.key = pseudonym_key(settings)
        self.started = time.monotonic()
        self.account = Account()
        self.months: set[date] = set()

    def run(self, accept: bool) -> LoadResult:
        with transaction("loader", self.settings) as connection:
            self.load_id = one_number(connection, "select nextval('raw.load_id_seq')")
            fingerprint, prefixes = self._known_beginning(connection)
            self._append_chunks(connection, fingerprint)
            repeated = count_repeated(connection, self.load_id, self.source, sorted(self.account.days), fingerprint)
            load_no = next_ledger_no(connection)
            standing = find_live_load(connection, self.source.name, self.digest)
            if standing is not None:  # Another process took the same file while this one read it.
                connection.rollback()
                return standing
            self.pairs.merge(self.load_id)
            self._append_load(connection, load_no, sum(repeated.values()), fingerprint)
            append_days(connection, self.load_id, self.account.days, repeated)
            if fingerprint is not None:
                fingerprints.append_prefixes(connection, self.load_id, self.source.name, prefixes, fingerprint)
            if accept:
                append_verdict(connection, self.load_id, "accepted", "accepted without checks", None, None)
            return read_load(connection, self.load_id)

    def _known_beginning(self, connection: psycopg.Connection) -> tuple[UUID | None, list[fingerprints.Prefix]]:
        if self.source.identity != "position":
            return None, []
        beginning = read_prefix(self.path)
        prefixes = fingerprints.prefixes_of(beginning, header_lines=int(self.source.has_header))
        return fingerprints.choose_fingerprint(connection, self.source.name, beginning, prefixes), prefixes

    def _append_chunks(self, connection: psycopg.Connection, fingerprint: UUID | None) -> None:
        self.pairs = PendingPairs(connection)
        given = fingerprint.bytes if fingerprint else None
        for chunk in open_records(self.path, self.source, self.settings, fingerprint=given):
            self.account.add(chunk)
            self._make_room()
            events, pairs = pseudonymise(chunk.events, self.key)
            self.pairs.add(pairs)
            copy_table(connection, USAGE_EVENTS, stored_rows(events, self.load_id))
            append_quarantined(connection, self.load_id, chunk.quarantined)
            self.tell(self.account.lines)

    def _make_room(self) -> None:
        months = {day.replace(day=1) for day in self.account.days} - self.months
        if months:
            ensure_partitions(self.settings, months)
            self.months |= months

    def _append_load(
        self, connection: psycopg.Connection, load_no: int, repeated: int, fingerprint: UUID | None
    ) -> None:
        source, account = self.source, self.account
        connection.execute(
            "insert into raw.source_versions (source, source_version, definition) values (%s, %s, %s) "
            "on conflict do nothing",
            [source.name, source.version, source.model_dump_json()],
        )
        row = {
            "load_id": self.load_id, "load_no": load_no, "kind": "usage", "channel": "file",
            "provider_id": source.constant_provider, "source": source.name, "source_version": source.version,
            "file_name": str(self.path), "landing_date": self.landing, "content_sha256": self.digest,
            "content_bytes": self.path.stat().st_size, "seconds": round(time.monotonic() - self.started, 3),
            "lines": account.lines, "stored": account.stored, "repeated": repeated,
            "quarantined": account.quarantined, "ignored": account.ignored, "fingerprint": fingerprint,
        }  # fmt: skip
        names, marks = ", ".join(row), ", ".join(f"%({name})s" for name in row)
        connection.execute(f"insert into raw.loads ({names}) values ({marks})".encode(), row)  # noqa: S608 - fixed names
