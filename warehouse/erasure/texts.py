"""Texts of the ledger that name a person: quarantined lines, and the reasons that people gave."""

from dataclasses import dataclass
from datetime import date

import psycopg

from warehouse.database import transaction
from warehouse.ledger.traces import Traces
from warehouse.settings import Settings

ROWS_AT_ONCE = 1_000
EMPTY_DAYS = "select ledger_no, source, landing_date, reason from raw.empty_day_declarations"
LINES = """
    select line.load_id, line.line_no, line.detail, text.line
    from raw.quarantine as line
    left join raw.quarantine_texts as text on line.load_id = text.load_id and line.line_no = text.line_no
"""


@dataclass(frozen=True)
class NamingTexts:
    """Quarantined lines as (load, line).

    Verdicts by number, and empty days by number, source and day, with their reasons as they may stay.
    """

    lines: tuple[tuple[int, int], ...]
    reasons: dict[int, str]
    empty_days: dict[tuple[int, str, date], str]


def find_naming_texts(traces: Traces, settings: Settings) -> NamingTexts:
    """Reads all of the quarantine, piecemeal, all verdicts and all empty days."""
    with transaction("loader", settings) as connection:
        reasons = connection.execute("select verdict_no, reason from raw.load_verdicts").fetchall()
        declared = connection.execute(EMPTY_DAYS.encode()).fetchall()
        return NamingTexts(
            tuple(_lines(connection, traces)),
            {number: traces.redacted(reason) for number, reason in reasons if traces.holds(reason)},
            {tuple(key): traces.redacted(reason) for *key, reason in declared if traces.holds(reason)},
        )


def _lines(connection: psycopg.Connection, traces: Traces) -> list[tuple[int, int]]:
    found = []
    with connection.cursor("quarantine") as cursor:
        cursor.execute(LINES.encode())
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            for load_id, line_no, detail, line in rows:
                text = (line or b"").decode("utf-8", "backslashreplace")
                if traces.holds(text) or traces.holds(detail):
                    found.append((load_id, line_no))
    return found
