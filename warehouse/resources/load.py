"""A file of records into the open/close ledger: one load, all of its lines accounted for, or no trace of it."""

import hashlib
import time
from pathlib import Path

import psycopg

from warehouse.database import transaction
from warehouse.errors import LoadRefused
from warehouse.ledger.hashed_file import HashedFile
from warehouse.ledger.numbers import next_ledger_no, one_number
from warehouse.ledger.reading import read_load, unvoided_loads
from warehouse.ledger.releasing import waiting_lines
from warehouse.ledger.results import LoadResult
from warehouse.ledger.verdicts import append_verdict
from warehouse.resources.kinds import kind_of
from warehouse.resources.pending import Pending
from warehouse.settings import Settings

WHY = "records are validated one by one"
COMPUTED = {"rows_per_second", "correction"}


class RecordsLoad(LoadResult):
    """A load of records; `conflicts` are those of the stored whose identity stands with another content."""

    conflicts: int = 0


def load_records(path: Path, kind_name: str, settings: Settings, provider_id: str | None = None) -> RecordsLoad:
    """Takes in a file of one of the KINDS, accepted as it commits; `provider_id` is that of lines which name none.

    Lines of billable events and ownerships that cannot stand wait in quarantine. The same file again takes up those of
    them that can by now, as a load of their own, and else changes nothing. A file of any other kind is refused whole
    for one wrong line. Raises `LoadRefused` with line and field; then nothing is stored.
    """
    taking = _Taking(path, kind_name, settings, provider_id)
    with transaction("loader", settings) as connection:
        return taking.run(connection)


class _Taking:
    def __init__(self, path: Path, kind_name: str, settings: Settings, provider_id: str | None) -> None:
        if not str(path).isprintable():
            raise LoadRefused(
                "wrong_name", f"The name {str(path)!r} is not printable text. Rename it and load it again."
            )
        self.started = time.monotonic()
        self.kind, self.file = kind_of(kind_name), HashedFile.at(path)
        self.path, self.settings, self.provider_id = path, settings, provider_id
        self.source = f"resource:{self.kind.table}"

    def run(self, connection: psycopg.Connection) -> RecordsLoad:
        standing, waiting = self._known(connection)
        if standing is not None and not waiting:
            return _as_it_stands(standing)
        pending = Pending(connection, self.kind, only=waiting if standing else None)
        defaults = {} if self.provider_id is None else {"provider_id": self.provider_id}
        pending.fill(self.file, defaults, self.settings.max_line_bytes)
        self.file.check_unchanged(may_grow=False)
        load_no = next_ledger_no(connection)
        by_now, still_waiting = self._known(connection)
        if standing is None and by_now is not None:
            return _as_it_stands(by_now)
        if (by_now, still_waiting) != (standing, waiting):
            what = f"Another process withdrew {self.path}, or took up lines of it, meanwhile"
            raise LoadRefused("changed_meanwhile", f"{what}; nothing was stored. Load it again.")
        pending.judge(self.path)
        if standing is not None and not pending.stored:
            return _as_it_stands(standing)
        load_id = one_number(connection, "select nextval('raw.load_id_seq')")
        pending.append(load_id, load_no, standing.load_id if standing else None)
        self._append_load(connection, self._row(load_id, load_no, pending, standing))
        append_verdict(connection, load_id, "accepted", WHY, None, None)
        return _told(read_load(connection, load_id), conflicts=pending.outcomes["conflict"])

    def _known(self, connection: psycopg.Connection) -> tuple[LoadResult | None, frozenset[int]]:
        """The unvoided load of the same bytes for the same provider, if there is one, and its lines that wait."""
        found = unvoided_loads(
            connection,
            "load.content_sha256 = %s and load.source = %s and load.provider_id is not distinct from %s",
            [self.file.digest, self.source, self.provider_id],
        )
        if not found:
            return None, frozenset()
        return found[0], frozenset(waiting_lines(connection, found[0].load_id, None).tolist())

    def _row(self, load_id: int, load_no: int, pending: Pending, releases: LoadResult | None) -> dict[str, object]:
        row = {
            "load_id": load_id, "load_no": load_no, "kind": "resource", "channel": "file",
            "provider_id": self.provider_id, "source": self.source, "source_version": "1", "file_name": str(self.path),
            "content_sha256": self.file.digest, "content_bytes": self.file.size,
            "seconds": round(time.monotonic() - self.started, 3), "lines": pending.lines, "stored": pending.stored,
            "repeated": pending.outcomes["repeated"], "quarantined": pending.quarantined, "ignored": pending.ignored,
        }  # fmt: skip
        if releases is None:
            return row
        # A load of some of the file's lines: it has no others, and the file is not known again by it.
        some = hashlib.sha256(b"released lines\0" + self.file.digest + str(load_no).encode()).digest()
        of_them = {"lines": pending.stored, "quarantined": 0, "ignored": 0}
        return {**row, **of_them, "content_sha256": some, "releases_load_id": releases.load_id}

    def _append_load(self, connection: psycopg.Connection, row: dict[str, object]) -> None:
        names, marks = ", ".join(row), ", ".join(f"%({name})s" for name in row)
        connection.execute(f"insert into raw.loads ({names}) values ({marks})".encode(), row)  # noqa: S608 - fixed


def _as_it_stands(load: LoadResult) -> RecordsLoad:
    return _told(load.model_copy(update={"already_loaded": True}))


def _told(load: LoadResult, conflicts: int = 0) -> RecordsLoad:
    return RecordsLoad(**load.model_dump(exclude=COMPUTED), conflicts=conflicts)
