"""A file of changes into the ledger: one load, all of it or no trace."""

import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from warehouse.database import transaction
from warehouse.ledger.hashed_file import HashedFile
from warehouse.ledger.numbers import next_ledger_no, one_number
from warehouse.ledger.reading import read_load, unvoided_loads
from warehouse.ledger.results import LoadResult
from warehouse.ledger.verdicts import append_verdict
from warehouse.resources.load import COMPUTED, RecordsLoad
from warehouse.rights.pending import PendingChanges
from warehouse.settings import Settings

SOURCE = "rights:feature_changes"
WHY = "changes are validated one by one"


def load_changes(path: Path, settings: Settings, now: datetime | None = None) -> RecordsLoad:
    """Takes in a CSV or JSON-lines file of changes, accepted as it commits; the same bytes again change nothing.

    Each line has a time, and an increment a key, so that a file which grew counts once. Raises `LoadRefused` with line
    and field of the first wrong one, also for a time after `now`; then nothing is stored.
    """
    started, moment = time.monotonic(), now or datetime.now(UTC)
    file = HashedFile.at(path)
    with transaction("loader", settings) as connection:
        if standing := _standing(connection, file):
            return standing
        pending = PendingChanges(connection)
        pending.fill(file, moment, settings.max_line_bytes)
        file.check_unchanged(may_grow=False)
        load_no = next_ledger_no(connection)
        if standing := _standing(connection, file):
            return standing
        pending.judge(path)
        load_id = one_number(connection, "select nextval('raw.load_id_seq')")
        pending.append(load_id, load_no)
        connection.execute(
            "insert into raw.loads (load_id, load_no, kind, channel, source, source_version, file_name, "
            "content_sha256, content_bytes, seconds, lines, stored, repeated, quarantined, ignored) "
            "values (%s, %s, 'rights', 'file', %s, '1', %s, %s, %s, %s, %s, %s, %s, 0, %s)",
            [load_id, load_no, SOURCE, str(path), file.digest, file.size, round(time.monotonic() - started, 3),
             pending.lines, pending.stored, pending.outcomes["repeated"], pending.ignored],
        )  # fmt: skip
        append_verdict(connection, load_id, "accepted", WHY, None, None)
        return _told(read_load(connection, load_id), pending.outcomes["conflict"])


def _standing(connection: psycopg.Connection, file: HashedFile) -> RecordsLoad | None:
    """The unvoided load of the same bytes, if there is one."""
    found = unvoided_loads(connection, "load.content_sha256 = %s and load.source = %s", [file.digest, SOURCE])
    return _told(found[0].model_copy(update={"already_loaded": True}), 0) if found else None


def _told(load: LoadResult, conflicts: int) -> RecordsLoad:
    return RecordsLoad(**load.model_dump(exclude=COMPUTED), conflicts=conflicts)
