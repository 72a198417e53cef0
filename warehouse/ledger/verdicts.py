"""Held, accepted, voided: what is thought of a load is a row too, never a change."""

import getpass
import json
from typing import Any

import psycopg

from warehouse.database import transaction
from warehouse.errors import LedgerError
from warehouse.ledger.corrections import check_replacement
from warehouse.ledger.numbers import lock_ledger, next_ledger_no
from warehouse.ledger.reading import read_load, unvoided_loads
from warehouse.ledger.results import State
from warehouse.ledger.tombstones import redacted_within
from warehouse.settings import Settings

Evidence = dict[str, Any]
# Sources whose loads cannot be withdrawn, and what they hold.
PERMANENT = {"resource:providers": "providers", "resource:rate_codes": "rate codes"}


def accept(
    settings: Settings, load_id: int, reason: str, *, by: str | None = None, evidence: Evidence | None = None
) -> int:
    """Lets a held load count; the number of the verdict. Accepting twice is accepting once."""
    return _decide(settings, load_id, "accepted", reason, by, evidence)


def hold(
    settings: Settings, load_id: int, reason: str, *, by: str | None = None, evidence: Evidence | None = None
) -> int:
    """Records why a held load stays held; refused for a load that counts already."""
    return _decide(settings, load_id, "held", reason, by, evidence)


def void(settings: Settings, load_id: int, reason: str, *, by: str | None = None) -> int:
    """Withdraws a load for ever: it no longer counts, and what it repeated or hid counts again by itself."""
    return _decide(settings, load_id, "voided", reason, by, None)


def state_of(connection: psycopg.Connection, load_id: int) -> State:
    """What the last verdict says; a load without one is held."""
    row = connection.execute(
        "select verdict from raw.load_verdicts where load_id = %s order by verdict_no desc limit 1", [load_id]
    ).fetchone()
    return row[0] if row else "held"


def append_verdict(
    connection: psycopg.Connection, load_id: int, verdict: State, reason: str, by: str | None, evidence: Evidence | None
) -> int:
    """Appends the row within the caller's transaction, which must commit soon."""
    verdict_no = next_ledger_no(connection)
    connection.execute(
        "insert into raw.load_verdicts (verdict_no, load_id, verdict, reason, decided_by, evidence) "
        "values (%s, %s, %s, %s, %s, %s)",
        [verdict_no, load_id, verdict, reason, by or getpass.getuser(), json.dumps(evidence) if evidence else None],
    )
    return verdict_no


def accept_within(
    connection: psycopg.Connection,
    load_id: int,
    replaces: int | None,
    reason: str,
    by: str | None = None,
    evidence: Evidence | None = None,
) -> int:
    """Accepts within the caller's transaction, and in it voids what the load replaces."""
    if replaces is not None and check_replacement(connection, load_id, replaces):
        _void_with_releases(connection, replaces, f"replaced by load {load_id}: {reason}", by)
    return append_verdict(connection, load_id, "accepted", reason, by, evidence)


def lock_verdicts(connection: psycopg.Connection, load_id: int) -> None:
    """Verdicts of one load follow one another, so that two deciders cannot both see it held."""
    connection.execute("select pg_advisory_xact_lock(7302, %s)", [load_id])


def _void_with_releases(connection: psycopg.Connection, load_id: int, reason: str, by: str | None) -> int:
    """A load's released lines are lines of its file: they go with it."""
    for release in unvoided_loads(connection, "load.releases_load_id = %s", [load_id]):
        append_verdict(connection, release.load_id, "voided", f"load {load_id} was voided: {reason}", by, None)
    return append_verdict(connection, load_id, "voided", reason, by, None)


def _decide(
    settings: Settings, load_id: int, verdict: State, reason: str, by: str | None, evidence: Evidence | None
) -> int:
    with transaction("loader", settings) as connection:
        load = read_load(connection, load_id)
        if load.kind == "location" and verdict == "voided":
            raise LedgerError(
                f"Load {load_id} says where addresses are; usage that came later rests on it. Set "
                "METERHOUSE_GEOIP_DATABASE to the right database and `meterhouse locate` instead."
            )
        if load.source in PERMANENT and verdict == "voided":
            raise LedgerError(
                f"Load {load_id} holds {PERMANENT[load.source]}, which never change: billable events rest on them. "
                "Put another one and use that."
            )
        if load.replaces_load_id is not None:
            lock_verdicts(connection, load.replaces_load_id)
        lock_verdicts(connection, load_id)
        current = state_of(connection, load_id)
        if current == verdict and verdict != "held":
            return _last_verdict_no(connection, load_id)
        if current == "voided":
            raise LedgerError(f"Load {load_id} is voided, which is final. Load the file again instead.")
        if verdict == "held" and current == "accepted":
            raise LedgerError(f"Load {load_id} is accepted; it can be voided, not held.")
        # Under the commit lock, so that no erasure begins before it is committed.
        lock_ledger(connection)
        reason = redacted_within(connection, reason, settings)
        if verdict == "accepted":
            return accept_within(connection, load_id, load.replaces_load_id, reason, by, evidence)
        if verdict == "voided":
            return _void_with_releases(connection, load_id, reason, by)
        return append_verdict(connection, load_id, verdict, reason, by, evidence)


def _last_verdict_no(connection: psycopg.Connection, load_id: int) -> int:
    row = connection.execute("select max(verdict_no) from raw.load_verdicts where load_id = %s", [load_id]).fetchone()
    assert row is not None  # noqa: S101 - an aggregate always has one row
    return int(row[0])
