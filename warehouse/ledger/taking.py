"""The taking of one file: from its first byte to the commit of its load."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

import polars as pl
import psycopg

from warehouse.credentials import pseudonym_key
from warehouse.database import transaction
from warehouse.ledger import fingerprints, given_ids, register
from warehouse.ledger.accounting import Account, append_days, append_load, count_repeated
from warehouse.ledger.copying import PendingIdDays, PendingPairs, copy_rows, ensure_partitions, tend_partitions
from warehouse.ledger.corrections import check_replaceable
from warehouse.ledger.hashed_file import HashedFile
from warehouse.ledger.ip_locations import PendingLocations
from warehouse.ledger.location_database import opened
from warehouse.ledger.numbers import next_ledger_no, one_number
from warehouse.ledger.preparing import Prepared, Preparer
from warehouse.ledger.reading import find_live_load, read_load
from warehouse.ledger.results import LoadResult
from warehouse.ledger.tombstones import last_erasure, read_tombstones
from warehouse.ledger.verdicts import accept_within, lock_verdicts
from warehouse.parsing import ParsedChunk, map_ahead, open_records, read_prefix
from warehouse.settings import Settings
from warehouse.sources import Source

Progress = Callable[[int], None]


class Taking:
    """One file's way into the ledger; `run` does it, and a second time if lines of it contradict the ledger."""

    def __init__(
        self,
        file: HashedFile,
        source: Source,
        settings: Settings,
        landing_date: date | None,
        replaces: int | None,
        tell: Progress,
    ) -> None:
        self.file, self.source, self.settings, self.digest = file, source, settings, file.digest
        self.landing_date, self.replaces, self.tell = landing_date, replaces, tell
        self.corrected: int | None = replaces
        self.why = "accepted without checks"
        self.key = pseudonym_key(settings)
        self.started = time.monotonic()
        self.given_on = datetime.now(UTC).date()

    def run(self, accept: bool) -> LoadResult:
        """Stores the file and returns its load, or the load that holds it by now."""
        if self.source.identity == "field":
            register.ensure_register(self.settings, self.given_on)
        with opened(self.settings) as self.location_database:
            taken = self._attempt(accept, given_ids.no_conflicts())
            while isinstance(taken, pl.DataFrame):  # Conflicts, which belong into quarantine: the file is read anew.
                taken = self._attempt(accept, taken)
        tend_partitions(self.settings, self.months)
        return taken

    def _attempt(self, accept: bool, conflicts: pl.DataFrame) -> LoadResult | pl.DataFrame:
        """The load; or, with nothing stored, all conflicts known by now, if it must be tried again with them.

        Namely if there are more than were given, or if somebody was erased meanwhile.
        """
        self.account, self.months = Account(), set[date]()
        with transaction("loader", self.settings) as connection:
            self.load_id = one_number(connection, "select nextval('raw.load_id_seq')")
            self.tombstones = read_tombstones(connection, self.key)
            self._look_at_beginning(connection)
            self._append_chunks(connection, conflicts)
            # Of a Parquet file the end is read first.
            self.file.check_unchanged(may_grow=self.source.format != "parquet")
            compared = self._compare(connection)
            if compared.conflicts.height:
                connection.rollback()
                return pl.concat([conflicts, compared.conflicts]).sort("line_no")
            locations = PendingLocations(connection, self.location_database)
            locations.look_up()
            if self.corrected is not None:
                lock_verdicts(connection, self.corrected)
            load_no = next_ledger_no(connection)
            if last_erasure(connection) != self.tombstones.last_erasure:
                connection.rollback()
                return conflicts
            standing = self._check_again(connection)
            if standing is not None:
                connection.rollback()
                return standing
            self._merge(locations, load_no)
            append_load(connection, self._row(load_no, sum(compared.repeated.values())), self.source)
            append_days(connection, self.load_id, self.account.days, compared.repeated)
            self._append_rest(connection)
            if accept:
                accept_within(connection, self.load_id, self.replaces, self.tombstones.traces.redacted(self.why))
            return read_load(connection, self.load_id)

    def _merge(self, locations: PendingLocations, load_no: int) -> None:
        """Places, people and the days that name them, as far as the ledger does not have them."""
        locations.merge(load_no)
        self.pairs.merge(self.load_id)
        if self.tombstones.users:
            self.pairs.bury()
        self.id_days.merge()

    def _check_again(self, connection: psycopg.Connection) -> LoadResult | None:
        """The load that another process made of the same file while this one read it, if there is one."""
        standing = find_live_load(connection, self.source.name, self.digest, str(self.file))
        if standing is not None and standing.load_id != self.replaces:
            return standing
        if self.replaces is not None:
            check_replaceable(connection, self.replaces, self.source, self.file)
        return None

    def _append_rest(self, connection: psycopg.Connection) -> None:
        """By what the file is known again."""
        if self.fingerprint is not None:
            fingerprints.append_prefixes(connection, self.load_id, self.source.name, self.prefixes, self.fingerprint)

    def _look_at_beginning(self, connection: psycopg.Connection) -> None:
        """Finds out which file this is, where records are known by their position."""
        self.fingerprint: UUID | None = None
        if self.source.identity == "position":
            beginning = read_prefix(self.file)
            self.prefixes = fingerprints.prefixes_of(beginning, header_lines=int(self.source.has_header))
            self.fingerprint = fingerprints.choose_fingerprint(connection, self.source.name, beginning, self.prefixes)

    def _append_chunks(self, connection: psycopg.Connection, conflicts: pl.DataFrame) -> None:
        self.pairs, self.id_days = PendingPairs(connection), PendingIdDays(connection)
        self.ids = register.PendingIds(connection)
        known, aside = self.fingerprint.bytes if self.fingerprint else None, given_ids.as_faults(conflicts)
        chunks = open_records(self.file, self.source, self.settings, fingerprint=known, aside=aside)
        preparer = Preparer(self.source, self.key, self.load_id, self.given_on, self.tombstones)
        for chunk in map_ahead(preparer.prepare, map(self._taken, chunks), threads=1):
            self.account.add(chunk)
            self._make_room()
            self._append(connection, chunk)
            self.tell(self.account.lines)
        self.ids.send()

    def _taken(self, chunk: ParsedChunk) -> ParsedChunk:
        """What of a chunk this load takes in: all of it."""
        return chunk

    def _append(self, connection: psycopg.Connection, chunk: Prepared) -> None:
        copy_rows(connection, "raw.usage_events", chunk.events)
        if chunk.given_ids is not None:
            self.ids.add(chunk.given_ids)
        if chunk.quarantine:
            reasons, texts = chunk.quarantine
            copy_rows(connection, "raw.quarantine", reasons)
            copy_rows(connection, "raw.quarantine_texts", texts)
        self.pairs.add(chunk.pairs)
        self.id_days.add(chunk.id_days)

    def _make_room(self) -> None:
        months = {day.replace(day=1) for day in self.account.days} - self.months
        if months:
            ensure_partitions(self.settings, months)
            self.months |= months

    def _compare(self, connection: psycopg.Connection) -> given_ids.Compared:
        if self.source.identity == "field":
            return given_ids.compare(connection, self.load_id, self.source.name, self.given_on, self.replaces)
        days = sorted(self.account.days)
        repeated = count_repeated(connection, self.load_id, self.source, days, self.fingerprint, self.replaces)
        return given_ids.Compared(repeated, given_ids.no_conflicts())

    def _row(self, load_no: int, repeated: int) -> dict[str, object]:
        source, account = self.source, self.account
        return {
            "load_id": self.load_id, "load_no": load_no, "kind": "usage", "channel": "file",
            "provider_id": source.constant_provider, "source": source.name, "source_version": source.version,
            "file_name": str(self.file), "landing_date": self.landing_date, "content_sha256": self.digest,
            "content_bytes": self.file.size, "seconds": round(time.monotonic() - self.started, 3),
            "lines": account.lines, "stored": account.stored, "repeated": repeated,
            "quarantined": account.quarantined, "ignored": account.ignored, "fingerprint": self.fingerprint,
            "replaces_load_id": self.replaces,
        }  # fmt: skip
