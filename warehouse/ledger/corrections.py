"""Loads that stand in for others: which load may be replaced, and by what it is."""

from datetime import date

import psycopg

from warehouse.errors import LedgerError
from warehouse.ledger.hashed_file import HashedFile
from warehouse.ledger.reading import find_live_load, read_load, unvoided_loads
from warehouse.ledger.results import LoadResult
from warehouse.sources import Source


def find_replacement(connection: psycopg.Connection, replaced: int, source: Source, digest: bytes) -> LoadResult | None:
    """The unvoided load that replaces `replaced` by the same bytes, read by the same definition, if there is one."""
    found = unvoided_loads(
        connection,
        "load.replaces_load_id = %s and load.source = %s and load.source_version = %s and load.content_sha256 = %s",
        [replaced, source.name, source.version, digest],
    )
    return found[0].model_copy(update={"already_loaded": True}) if found else None


def check_replaceable(connection: psycopg.Connection, replaced: int, source: Source, file: HashedFile) -> None:
    """Raises `LedgerError` unless the load is an unvoided one of usage that no other load replaces or is to replace."""
    load = read_load(connection, replaced)
    if load.kind != "usage" or load.releases_load_id is not None:
        raise LedgerError(f"Load {replaced} is no file of usage, so no file can replace it.")
    others = unvoided_loads(connection, "load.replaces_load_id = %s", [replaced])
    if others and others[0].status == "held":
        raise LedgerError(
            f"Load {others[0].load_id} is to replace load {replaced} and is held. `meterhouse accept` or "
            f"`meterhouse void` it first."
        )
    if load.status == "voided":
        instead = f" Load {others[0].load_id} replaced it: replace that one." if others else " Load the file plainly."
        raise LedgerError(f"Load {replaced} is voided already.{instead}")
    standing = find_live_load(connection, source.name, file.digest, str(file))
    if standing is not None and standing.load_id != replaced:
        raise LedgerError(
            f"The file stands in load {standing.load_id} already; it cannot replace load {replaced} too. "
            f"`meterhouse void {replaced} --why …` withdraws that one."
        )


def landing_date_of(connection: psycopg.Connection, load_id: int) -> date | None:
    """The landing day that the load's file stands for, if it is of one."""
    row = connection.execute("select landing_date from raw.loads where load_id = %s", [load_id]).fetchone()
    return row[0] if row else None


def check_replacement(connection: psycopg.Connection, load_id: int, replaced: int) -> bool:
    """Whether accepting the load has to void `replaced`; raises `LedgerError` if another load took its place."""
    rivals = unvoided_loads(connection, "load.replaces_load_id = %s and load.load_id <> %s", [replaced, load_id])
    if any(rival.status == "accepted" for rival in rivals):
        raise LedgerError(f"Load {replaced} is replaced by load {rivals[0].load_id} already; void load {load_id}.")
    return read_load(connection, replaced).status != "voided"
