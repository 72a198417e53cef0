"""`meterhouse void` and `quarantine release`: withdraw a load, take up lines that waited."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from meterhouse.bounds import GREATEST_NUMBER
from meterhouse.rebuilding import Build, rebuild
from meterhouse.tables import console_of_tables, loads_table
from warehouse.database import transaction
from warehouse.errors import LedgerError
from warehouse.events import QuarantineReason
from warehouse.ledger import read_load, read_loads, release_lines, said_of_purged, source_now
from warehouse.ledger import void as void_load
from warehouse.schema import ensure_schema
from warehouse.settings import settings

LoadId = Annotated[int, typer.Argument(help="The load, as `meterhouse loads` shows it.", min=1, max=GREATEST_NUMBER)]


def void(
    load_id: LoadId,
    why: Annotated[str, typer.Option(help="Why it must not count, for whoever asks later.")],
    build: Build = True,
) -> None:
    """Withdraw a load for ever, and build the days it touched anew.

    What it repeated or hid counts again by itself. Its file is loaded again by hand only, never from the landing zone.
    """
    require_reason(why)
    current = settings()
    ensure_schema(current)
    number = void_load(current, load_id, why)
    releases = [str(load.load_id) for load in read_loads(current, "voided") if load.releases_load_id == load_id]
    also = f", and with it load {', '.join(releases)} of its released lines" if releases else ""
    typer.echo(f"Load {load_id} is voided (ledger number {number}){also}.")
    rebuild(current, build, Console())


def release(
    load_id: LoadId,
    why: Annotated[str, typer.Option(help="Why its lines can be counted now, for whoever asks later.")],
    reason: Annotated[QuarantineReason | None, typer.Option(help="Only lines quarantined for this reason.")] = None,
    file: Annotated[
        Path | None, typer.Option(help="Where the load's file lies now, if not where it was.", show_default=False)
    ] = None,
    build: Build = True,
) -> None:
    """Read a load's quarantined lines again by the source as it is now, and count those that are records.

    Mend the source's definition first. A file that was loaded by --format is read as that format again. Lines that
    still cannot be read stay in quarantine.
    """
    require_reason(why)
    current = settings()
    ensure_schema(current)
    with transaction("loader", current) as connection:
        load = read_load(connection, load_id)
    if load.kind == "resource":
        kind = load.source.removeprefix("resource:")
        raise LedgerError(f"Lines of load {load_id} are taken up by its file: `meterhouse billing load {kind} FILE`.")
    if load.kind != "usage":
        raise LedgerError(f"Load {load_id} is no load of usage: it has no lines in quarantine.")
    released = release_lines(load_id, source_now(load, current), settings=current, why=why, reason=reason, path=file)
    console_of_tables().print(loads_table([released]))
    if released.purged:
        typer.echo(said_of_purged(released.purged))
    rebuild(current, build, Console())


def require_reason(why: str) -> None:
    """Raises `LedgerError` unless the text says something."""
    if not why.strip() or any("\ud800" <= letter <= "\udfff" for letter in why):
        raise LedgerError("--why is blank or no UTF-8 text: say why, for whoever asks later.")
