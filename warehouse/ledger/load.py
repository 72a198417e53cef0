"""One file into the ledger in one transaction: all of its lines accounted for, or no trace of it."""

from datetime import date
from pathlib import Path

import psycopg

from warehouse.database import transaction
from warehouse.errors import DatabaseError, LoadRefused
from warehouse.ledger.corrections import check_replaceable, find_replacement, landing_date_of
from warehouse.ledger.hashed_file import HashedFile
from warehouse.ledger.reading import find_live_load
from warehouse.ledger.results import LoadResult
from warehouse.ledger.taking import Progress, Taking
from warehouse.settings import Settings
from warehouse.sources import Source


def load_file(
    path: Path,
    source: Source,
    *,
    settings: Settings,
    landing_date: date | None = None,
    accept: bool = False,
    replaces: int | None = None,
    on_progress: Progress | None = None,
) -> LoadResult:
    """Takes the file in, held unless `accept`; `on_progress` hears of the lines read so far.

    A file whose bytes stand in an unvoided load of the same source is not stored again: that load is returned, unless
    it has no record and another name. Of a file that grows meanwhile, what it held at first is loaded, and the rest by
    loading it again. `landing_date` is that of its place in the landing zone.
    `replaces` names a load that is voided in the transaction in which this one is accepted; this one stands for the
    same landing day. Raises `LoadRefused`, with
    nothing stored, when the file as a whole cannot be taken, `LedgerError` when that load cannot be replaced, and
    `DatabaseError` when the database fails meanwhile, such as for want of space.
    """
    if not path.is_file():
        raise LoadRefused("no_such_file", f"There is no file {path}." if not path.exists() else f"{path} is no file.")
    if not str(path).isprintable():
        raise LoadRefused("wrong_name", f"The name {str(path)!r} is not printable text. Rename it and load it again.")
    file = HashedFile.at(path)
    standing = _standing(source, file, replaces, settings)
    if standing is not None:
        return standing.model_copy(update={"by_other_definition": standing.source_version != source.version})
    if replaces is not None:
        landing_date = _landing_date_of(replaces, settings) or landing_date
    taking = Taking(file, source, settings, landing_date, replaces, on_progress or _say_nothing)
    try:
        return taking.run(accept)
    except psycopg.OperationalError as error:
        reason = (str(error).strip().splitlines() or ["the connection was lost"])[0].rstrip(".")
        raise DatabaseError(
            f"The database failed: {reason}. Nothing of {path.name} was stored; load it again when that is mended."
        ) from error


def _standing(source: Source, file: HashedFile, replaces: int | None, settings: Settings) -> LoadResult | None:
    """The load that holds the file already, if there is one."""
    with transaction("loader", settings) as connection:
        if replaces is None:
            return find_live_load(connection, source.name, file.digest, str(file))
        done = find_replacement(connection, replaces, source, file.digest)
        if done is None:
            check_replaceable(connection, replaces, source, file)
        return done


def _landing_date_of(load_id: int, settings: Settings) -> date | None:
    with transaction("loader", settings) as connection:
        return landing_date_of(connection, load_id)


def _say_nothing(_: int) -> None:
    pass
