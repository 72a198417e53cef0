"""`meterhouse verify`: the whole history examined."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from meterhouse.tables import plain_table
from orchestration.dbt_manifest import ensure_manifest
from orchestration.verifying import Compared, rebuild_and_compare, sweep
from warehouse.schema import ensure_schema
from warehouse.settings import settings


def verify(
    rebuild: Annotated[
        bool, typer.Option("--rebuild/--tests-only", help="Also make the marts anew from the ledger and compare.")
    ] = True,
) -> None:
    """Run every data test over all days, and compare the marts with a making anew from the ledger, row by row.

    The making anew needs the space of the marts once more, and the time of a build of all days. Exit status 1: a mart
    is not what the ledger says.
    """
    current, console = settings(), Console()
    ensure_schema(current)
    ensure_manifest(current)
    with console.status("Testing all days") as status:
        sweep(current, lambda text: status.update(f"Testing all days: {text}"))
    console.print("Every data test holds over all days.")
    if not rebuild:
        return
    with console.status("Making the marts anew") as status:
        compared = rebuild_and_compare(current, lambda text: status.update(f"Making the marts anew: {text}"))
    console.print(_table(compared))
    if wrong := [mart for mart in compared if not mart.is_equal]:
        days = sorted({day for mart in wrong for day in mart.days})
        hint = (
            f" `meterhouse build --from {days[0]} --to {days[-1]}` builds the first of these days anew." if days else ""
        )
        console.print(f"[red]{len(wrong)} of {len(compared)} marts are not what the ledger says.[/red]{hint}")
        raise typer.Exit(1)
    console.print(f"All {len(compared)} marts are, row by row, what the ledger says.")


def _table(compared: list[Compared]) -> Table:
    table = plain_table("Marts against their making anew", ("mart", "first days"), ("rows", "missing", "surplus"))
    for mart in compared:
        days = ", ".join(map(str, mart.days))
        table.add_row(mart.name, days, f"{mart.rows:,}", f"{mart.missing:,}", f"{mart.surplus:,}")
    return table
