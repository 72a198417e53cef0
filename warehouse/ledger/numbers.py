"""Ledger numbers: one counter in commit order for loads, verdicts and reference loads."""

from collections.abc import Mapping, Sequence

import psycopg

# Held from drawing a number until its commit, so that nothing ever appears behind a number that was already seen.
COMMIT_LOCK = 7_302_114_002


def next_ledger_no(connection: psycopg.Connection) -> int:
    """The next number; the transaction must commit soon, because all other commits to the ledger wait for it."""
    connection.execute("select pg_advisory_xact_lock(%s)", [COMMIT_LOCK])
    return one_number(connection, "select nextval('raw.ledger_no_seq')")


def horizon(connection: psycopg.Connection) -> int:
    """The largest number anybody can see now; a build that is given it sees exactly what is committed now."""
    return one_number(
        connection,
        "select greatest(coalesce((select max(load_no) from raw.loads), 0), "
        "coalesce((select max(verdict_no) from raw.load_verdicts), 0))",
    )


def one_number(
    connection: psycopg.Connection, query: str, values: Sequence[object] | Mapping[str, object] | None = None
) -> int:
    """The single integer a query answers."""
    row = connection.execute(query.encode(), values).fetchone()
    assert row is not None  # noqa: S101 - such a query always has one row
    return int(row[0])
