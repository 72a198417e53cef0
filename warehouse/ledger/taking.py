"""The taking of one file: from its first byte to the commit of its load."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import polars as pl
import psycopg

from warehouse.credentials import pseudonym_key
from warehouse.database import transaction
from warehouse.ledger import fingerprints, given_ids
from warehouse.ledger.accounting import Account, append_days, append_load, count_repeated
from warehouse.ledger.copying import PendingPairs, copy_rows, ensure_partitions, tend_partitions
from warehouse.ledger.corrections import check_replaceable
from warehouse.ledger.numbers import next_ledger_no, one_number
from warehouse.ledger.preparing import Prepared, Preparer
from warehouse.ledger.reading import find_live_load, read_load
from warehouse.ledger.results import LoadResult
from warehouse.ledger.verdicts import accept_within, lock_verdicts
from warehouse.parsing import map_ahead, open_records, read_prefix
from warehouse.settings import Settings
from warehouse.sources import Source

Progress = Callable[[int], None]


class Taking:
    """One file's way into the ledger; `run` does it, and a second time if lines of it contradict the ledger."""

    def __init__(
        self,
        path: Path,
        source: Source,
        settings: Settings,
        digest: bytes,
        landing_date: date | None,
        replaces: int | None,
        tell: Progress,
    ) -> None:
        self.path, self.source, self.settings, self.digest = path, source, settings, digest
        self.landing_date, self.replaces, self.tell = landing_date, replaces, tell
        self.key = pseudonym_key(settings)
        self.started = time.monotonic()
        self.given_on = datetime.now(UTC).date()

    def run(self, accept: bool) -> LoadResult:
        """Stores the file and returns its load, or the load that holds it by now."""
        if self.source.identity == "field":
            given_ids.ensure_register(self.settings, self.given_on)
        taken = self._attempt(accept, given_ids.no_conflicts())
        while isinstance(taken, pl.DataFrame):  # Conflicts: those lines belong into quarantine, and are read anew.
            taken = self._attempt(accept, taken)
        tend_partitions(self.settings, self.months)
        return taken

    def _attempt(self, accept: bool, conflicts: pl.DataFrame) -> LoadResult | pl.DataFrame:
        """The load; or, with nothing stored, all conflicts known by now, if there are more than were given."""
        self.account, self.months = Account(), set[date]()
        with transaction("loader", self.settings) as connection:
            self.load_id = one_number(connection, "select nextval('raw.load_id_seq')")
            fingerprint, prefixes = self._known_beginning(connection)
            self._append_chunks(connection, fingerprint, conflicts)
            compared = self._compare(connection, fingerprint)
            if compared.conflicts.height:
                connection.rollback()
                return pl.concat([conflicts, compared.conflicts]).sort("line_no")
            if self.replaces is not None:
                lock_verdicts(connection, self.replaces)
            load_no = next_ledger_no(connection)
            standing = find_live_load(connection, self.source.name, self.digest)
            if standing is not None and standing.load_id != self.replaces:
                connection.rollback()  # Another process took the same file while this one read it.
                return standing
            if self.replaces is not None:
                check_replaceable(connection, self.replaces, self.source, self.digest)
            self.pairs.merge(self.load_id)
            append_load(connection, self._row(load_no, sum(compared.repeated.values()), fingerprint), self.source)
            append_days(connection, self.load_id, self.account.days, compared.repeated)
            if fingerprint is not None:
                fingerprints.append_prefixes(connection, self.load_id, self.source.name, prefixes, fingerprint)
            if accept:
                accept_within(connection, self.load_id, self.replaces, "accepted without checks")
            return read_load(connection, self.load_id)

    def _known_beginning(self, connection: psycopg.Connection) -> tuple[UUID | None, list[fingerprints.Prefix]]:
        if self.source.identity != "position":
            return None, []
        beginning = read_prefix(self.path)
        prefixes = fingerprints.prefixes_of(beginning, header_lines=int(self.source.has_header))
        return fingerprints.choose_fingerprint(connection, self.source.name, beginning, prefixes), prefixes

    def _append_chunks(self, connection: psycopg.Connection, fingerprint: UUID | None, conflicts: pl.DataFrame) -> None:
        self.pairs = PendingPairs(connection)
        known, aside = fingerprint.bytes if fingerprint else None, given_ids.as_faults(conflicts)
        chunks = open_records(self.path, self.source, self.settings, fingerprint=known, aside=aside)
        preparer = Preparer(self.source, self.key, self.load_id, self.given_on)
        for chunk in map_ahead(preparer.prepare, chunks, threads=1):
            self.account.add(chunk)
            self._make_room()
            self._append(connection, chunk)
            self.tell(self.account.lines)

    def _append(self, connection: psycopg.Connection, chunk: Prepared) -> None:
        copy_rows(connection, "raw.usage_events", chunk.events)
        if chunk.given_ids:
            copy_rows(connection, "raw.given_ids", chunk.given_ids)
        if chunk.quarantine:
            reasons, texts = chunk.quarantine
            copy_rows(connection, "raw.quarantine", reasons)
            copy_rows(connection, "raw.quarantine_texts", texts)
        self.pairs.add(chunk.pairs)

    def _make_room(self) -> None:
        months = {day.replace(day=1) for day in self.account.days} - self.months
        if months:
            ensure_partitions(self.settings, months)
            self.months |= months

    def _compare(self, connection: psycopg.Connection, fingerprint: UUID | None) -> given_ids.Compared:
        if self.source.identity == "field":
            return given_ids.compare(connection, self.load_id, self.source.name, self.given_on, self.replaces)
        days = sorted(self.account.days)
        repeated = count_repeated(connection, self.load_id, self.source, days, fingerprint, self.replaces)
        return given_ids.Compared(repeated, given_ids.no_conflicts())

    def _row(self, load_no: int, repeated: int, fingerprint: UUID | None) -> dict[str, object]:
        source, account = self.source, self.account
        return {
            "load_id": self.load_id, "load_no": load_no, "kind": "usage", "channel": "file",
            "provider_id": source.constant_provider, "source": source.name, "source_version": source.version,
            "file_name": str(self.path), "landing_date": self.landing_date, "content_sha256": self.digest,
            "content_bytes": self.path.stat().st_size, "seconds": round(time.monotonic() - self.started, 3),
            "lines": account.lines, "stored": account.stored, "repeated": repeated,
            "quarantined": account.quarantined, "ignored": account.ignored, "fingerprint": fingerprint,
            "replaces_load_id": self.replaces,
        }  # fmt: skip
