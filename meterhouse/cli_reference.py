"""`meterhouse reference`: what is known of clients, projects, dealers, users, APIs and their listings."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from meterhouse.tables import console_of_tables, loads_table
from orchestration.reference_files import load_reference_files
from warehouse.ledger import LoadResult
from warehouse.reference import KINDS, load_reference
from warehouse.schema import ensure_schema
from warehouse.settings import settings


def reference(
    kind: Annotated[str | None, typer.Argument(help=f"{', '.join(KINDS)}.", show_default=False)] = None,
    file: Annotated[
        Path | None,
        typer.Argument(help="CSV with a header (.csv), Parquet (.parquet), or JSON lines.", show_default=False),
    ] = None,
) -> None:
    """Load a file of reference data; without one, all in the landing zone and in sources/reference/*.yaml.

    A file or table with a wrong record is refused whole, with line and field. The days whose usage the records are
    about wait to be built again.
    """
    if kind is not None and file is None:
        raise typer.BadParameter("Which file? Give KIND and FILE, or neither.", param_hint="FILE")
    current = settings()
    ensure_schema(current)
    if kind is not None and file is not None:
        _show([load_reference(file, kind, current)])
        return
    loads, refused = load_reference_files(current)
    _show(loads)
    for one in refused:
        Console(stderr=True).print(f"[red]Refused:[/] {one.sentence} To try again: {one.retry}")
    if refused:
        raise typer.Exit(1)


def _show(loads: list[LoadResult]) -> None:
    console = console_of_tables()
    if not loads:
        console.print("There is no reference data in the landing zone, and no table of it in the sources.")
        return
    console.print(loads_table(loads))
    touched = sorted({day for load in loads if not load.already_loaded for day in load.touched_days})
    if touched:
        console.print(f"{len(touched)} days wait to be built again: `meterhouse build`.")
