"""Ledger numbers: one counter in commit order for loads, verdicts and reference loads."""

from collections.abc import Mapping, Sequence

import psycopg

# Held from drawing a number until its commit, so that nothing ever appears behind a number that was already seen.
COMMIT_LOCK = 7_302_114_002
# Where drawn numbers stand. Rows of a load bear its number; a record that was put by itself bears its own.
NUMBERED = (
    ("loads", "load_no"),
    ("load_verdicts", "verdict_no"),
    ("providers", "ledger_no"),
    ("rate_codes", "ledger_no"),
    ("billable_events", "ledger_no"),
    ("resource_ownerships", "ledger_no"),
    ("account_links", "ledger_no"),
    ("empty_day_declarations", "ledger_no"),
    ("feature_changes", "ledger_no"),
    ("begun_months", "ledger_no"),
)


def lock_ledger(connection: psycopg.Connection) -> None:
    """Nothing else is committed to the ledger until the transaction ends, which must be soon."""
    connection.execute("select pg_advisory_xact_lock(%s)", [COMMIT_LOCK])


def next_ledger_no(connection: psycopg.Connection) -> int:
    """The next number; the transaction must commit soon, because all other commits to the ledger wait for it."""
    lock_ledger(connection)
    return one_number(connection, "select nextval('raw.ledger_no_seq')")


def horizon(connection: psycopg.Connection) -> int:
    """The largest number anybody can see now; a build that is given it sees exactly what is committed now."""
    newest = ", ".join(f"coalesce((select max({column}) from raw.{table}), 0)" for table, column in NUMBERED)  # noqa: S608
    return one_number(connection, f"select greatest({newest})")


def one_number(
    connection: psycopg.Connection, query: str, values: Sequence[object] | Mapping[str, object] | None = None
) -> int:
    """The single integer a query answers."""
    row = connection.execute(query.encode(), values).fetchone()
    assert row is not None  # noqa: S101 - such a query always has one row
    return int(row[0])
