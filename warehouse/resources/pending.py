"""Lines of a file between reading and commit: in temporary tables, so that memory does not grow with the file."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from warehouse.errors import LoadRefused, RecordRefused
from warehouse.resources.kinds import Record, stored_row
from warehouse.resources.lines import Line, read_lines
from warehouse.resources.put import refusal
from warehouse.resources.statements import appended, judged

LINES_AT_ONCE = 5_000
ROWS = sql.SQL("select * from pending_records")
ROWS_TO_STORE = sql.SQL(
    "select pending_records.* from pending_records inner join judged_records using (line_no) "
    "where judged_records.outcome <> 'refused'"
)
REFUSED = """
    select judged.*, pending.line
    from judged_records as judged
    inner join pending_records as pending using (line_no)
    where judged.outcome = 'refused'
    order by line_no
"""


class Pending:
    """The lines of one file: `lines` read, of which `ignored`, `quarantined`, and `outcomes` of the others.

    With `only`, none but these lines are looked at, and those that are no records go on waiting where they are.
    """

    def __init__(self, connection: psycopg.Connection, kind: type[Record], only: frozenset[int] | None = None) -> None:
        self.connection, self.kind, self.only = connection, kind, only
        self.lines = self.ignored = self.quarantined = 0
        self.outcomes: Counter[str] = Counter()
        table = sql.Identifier("raw", kind.table)
        for statement in (
            "create temporary table pending_records on commit drop as select *, null::bytea as line from {} limit 0",
            "create temporary table pending_faults (line_no bigint, reason text, detail text, line bytea) "
            "on commit drop",
        ):
            connection.execute(sql.SQL(statement).format(table))

    @property
    def stored(self) -> int:
        """Lines that become rows, also those that repeat or contradict what stands."""
        return self.outcomes.total() - self.outcomes["refused"]

    def fill(self, path: Path, defaults: Mapping[str, Any], max_bytes: int) -> None:
        """Reads the file; raises `LoadRefused` for a line that is no record, where the kind has no quarantine."""
        lines = iter(read_lines(path, self.kind, defaults, max_bytes))
        while taken := list(islice(lines, LINES_AT_ONCE)):
            self.lines += len(taken)
            looked_at = [line for line in taken if self.only is None or line.number in self.only]
            self.ignored += sum(line.record is None and line.fault is None for line in looked_at)
            self._add([line for line in looked_at if line.record is not None])
            for line in looked_at:
                if line.fault is not None:
                    self._set_aside(path, line.number, line.fault, line.text)
        self.connection.execute("analyze pending_records")

    def judge(self, path: Path) -> None:
        """Finds out what becomes of the records, as the ledger is now; the caller holds the commit lock."""
        query = sql.SQL("create temporary table judged_records on commit drop as {}").format(judged(self.kind, ROWS))
        self.connection.execute(query)
        with self.connection.cursor(row_factory=dict_row) as cursor:
            for found in cursor.execute(REFUSED.encode()):
                self._set_aside(path, found["line_no"], refusal(found), found["line"])
        rows = self.connection.execute("select outcome, count(*) from judged_records group by outcome")
        self.outcomes.update(dict(rows.fetchall()))

    def append(self, load_id: int, load_no: int, releases: int | None) -> None:
        """The rows of the load, and its quarantine, or which lines of another load's quarantine it takes up."""
        numbers = {"ledger_no": load_no, "load_id": load_id}
        self.connection.execute(appended(self.kind, ROWS_TO_STORE), numbers)
        if releases is not None:
            self.connection.execute(
                "insert into raw.quarantine_releases (load_id, line_no, released_in) "
                "select %s, line_no, %s from judged_records where outcome <> 'refused'",
                [releases, load_id],
            )
            return
        for table, column in (("quarantine", "reason, detail"), ("quarantine_texts", "line")):
            self.connection.execute(
                f"insert into raw.{table} (load_id, line_no, {column}) "  # noqa: S608 - fixed names
                f"select %s, line_no, {column} from pending_faults".encode(),
                [load_id],
            )

    def _add(self, lines: list[Line]) -> None:
        self.connection.execute(
            "insert into pending_records select * from jsonb_populate_recordset(null::pending_records, %s)",
            [json.dumps(list(self._rows(lines)))],
        )

    def _rows(self, lines: list[Line]) -> Iterator[dict[str, Any]]:
        for line in lines:
            if line.record is not None:
                yield {**stored_row(line.record), "line_no": line.number, "line": f"\\x{line.text.hex()}"}

    def _set_aside(self, path: Path, number: int, fault: RecordRefused, text: bytes) -> None:
        if not self.kind.keeps_good_lines:
            raise LoadRefused("wrong_record", f"{path}, line {number}, {fault}.")
        if self.only is not None:
            return
        self.quarantined += 1
        self.connection.execute(
            "insert into pending_faults values (%s, %s, %s, %s)", [number, str(fault.reason), str(fault), text]
        )
