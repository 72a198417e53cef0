"""Lines of a file of changes between reading and commit: in a temporary table, so that memory does not grow with it."""

import json
from collections import Counter
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import cast

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from warehouse.errors import LoadRefused, RecordRefused
from warehouse.events import QuarantineReason
from warehouse.resources.lines import Line, read_lines
from warehouse.rights.record import FeatureChange, require_past, stored_row
from warehouse.rights.refusals import refusal
from warehouse.rights.statements import appended, judged

LINES_AT_ONCE = 5_000
ROWS = sql.SQL("select * from pending_changes")
FIRST_REFUSED = "select * from judged_changes where outcome = 'refused' order by line_no limit 1"


class PendingChanges:
    """The lines of one file: `lines` read, of which `ignored` are blank or a header, and `outcomes` of the others."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        self.lines = self.ignored = 0
        self.outcomes: Counter[str] = Counter()
        connection.execute(
            "create temporary table pending_changes on commit drop as select * from raw.feature_changes limit 0"
        )

    @property
    def stored(self) -> int:
        """Lines that become rows, also those that repeat or contradict what stands."""
        return self.lines - self.ignored

    def fill(self, path: Path, now: datetime, max_bytes: int) -> None:
        """Reads the file; raises `LoadRefused` for the first line that is no change."""
        lines = iter(read_lines(path, FeatureChange, {}, max_bytes))
        while taken := list(islice(lines, LINES_AT_ONCE)):
            rows = [row for line in taken if (row := _row(path, line, now)) is not None]
            self.lines += len(taken)
            self.ignored += len(taken) - len(rows)
            self.connection.execute(
                "insert into pending_changes select * from jsonb_populate_recordset(null::raw.feature_changes, %s)",
                [json.dumps(rows)],
            )
        self.connection.execute("analyze pending_changes")

    def judge(self, path: Path) -> None:
        """Finds out what becomes of them, as the ledger is now; the caller holds the commit lock."""
        query = sql.SQL("create temporary table judged_changes on commit drop as {}").format(judged(ROWS))
        self.connection.execute(query)
        with self.connection.cursor(row_factory=dict_row) as cursor:
            if found := cursor.execute(FIRST_REFUSED).fetchone():
                raise LoadRefused("wrong_record", f"{path}, line {found['line_no']}, {refusal(found)}.")
        rows = self.connection.execute("select outcome, count(*) from judged_changes group by outcome")
        self.outcomes.update(dict(rows.fetchall()))

    def append(self, load_id: int, load_no: int) -> None:
        """The rows of the load."""
        self.connection.execute(appended(ROWS), {"ledger_no": load_no, "load_id": load_id})


def _row(path: Path, line: Line, now: datetime) -> dict[str, object] | None:
    try:
        if line.fault is not None:
            raise line.fault
        if line.record is None:
            return None
        change = cast("FeatureChange", line.record)
        _require_what_files_need(change)
        require_past(change, now)
    except RecordRefused as fault:
        raise LoadRefused("wrong_record", f"{path}, line {line.number}, {fault}.") from None
    return {**stored_row(change, now), "line_no": line.number}


def _require_what_files_need(change: FeatureChange) -> None:
    """A line that comes again in a file which grew must be known again."""
    if change.happened_at is None:
        raise RecordRefused(QuarantineReason.MISSING_FIELD, "time", "is missing; a line of a file says when it was")
    if not change.is_known_again:
        detail = "is missing; an increment in a file needs one, so that a file that grew counts once"
        raise RecordRefused(QuarantineReason.MISSING_FIELD, "key", detail)
