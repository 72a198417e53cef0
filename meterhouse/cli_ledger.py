"""`meterhouse loads`, `accept` and `quarantine`: look into the ledger and judge what waits there."""

import json
from dataclasses import asdict
from typing import Annotated, Literal

import typer
from rich.markup import escape
from rich.table import Table

from meterhouse.bounds import GREATEST_NUMBER
from meterhouse.cli_correct import release, require_reason
from meterhouse.tables import console_of_tables, loads_table, plain_table
from warehouse.events import QuarantineReason
from warehouse.ledger import State, count_quarantine, read_loads, read_quarantine
from warehouse.ledger import accept as accept_load
from warehouse.schema import ensure_schema
from warehouse.settings import settings

quarantine_app = typer.Typer()
quarantine_app.command()(release)
Kind = Literal["usage", "reference", "location", "resource", "rights"]
AsJson = Annotated[bool, typer.Option("--json", help="JSON lines on standard output.")]


def loads(
    state: Annotated[State | None, typer.Option(help="Only the loads in this state.")] = None,
    kind: Annotated[Kind, typer.Option(help="What the loads are of.")] = "usage",
    as_json: AsJson = False,
) -> None:
    """List the loads with their accounting, and which of them correct which."""
    current = settings()
    ensure_schema(current)
    rows = read_loads(current, state, kind)
    if as_json:
        for row in rows:
            typer.echo(row.model_dump_json())
    else:
        none = (
            f"No load of {kind} is {state}."
            if state
            else f"No loads of {kind} yet. `meterhouse load FILE --format combined` makes one."
        )
        console_of_tables().print(loads_table(rows) if rows else none)


def accept(
    load_id: Annotated[
        int,
        typer.Argument(help="The load's id, as `meterhouse loads --state held` shows it.", min=1, max=GREATEST_NUMBER),
    ],
    why: Annotated[str, typer.Option(help="Why it may count although its checks held it.")],
) -> None:
    """Accept a held load after having looked at it; `meterhouse build` then counts it."""
    require_reason(why)
    current = settings()
    ensure_schema(current)
    number = accept_load(current, load_id, why)
    typer.echo(f"Load {load_id} is accepted (ledger number {number}). `meterhouse build` rebuilds the days it touches.")


@quarantine_app.callback(invoke_without_command=True)
def quarantine(
    context: typer.Context,
    load: Annotated[int | None, typer.Option(help="Only this load.", min=1, max=GREATEST_NUMBER)] = None,
    reason: Annotated[QuarantineReason | None, typer.Option(help="Only this reason, with its lines.")] = None,
    limit: Annotated[int, typer.Option(help="Lines shown at most.", min=1, max=GREATEST_NUMBER)] = 20,
    as_json: AsJson = False,
) -> None:
    """List why lines were quarantined, and the lines themselves, newest load first; `release` takes lines up."""
    if context.invoked_subcommand:
        return
    current = settings()
    ensure_schema(current)
    lines = list(read_quarantine(current, load, reason, limit))
    if as_json:
        for line in lines:
            typer.echo(json.dumps(asdict(line)))
        return
    console = console_of_tables()
    if not lines:
        console.print("Nothing is in quarantine.")
        return
    console.print(_reasons(count_quarantine(current, load)))
    table = plain_table(f"Lines (up to {limit})", ("load", "file", "line", "reason", "detail", "text"))
    for line in lines:
        name, text = (line.file_name or "").rsplit("/", 1)[-1], escape((line.text or "(purged)")[:120])
        table.add_row(str(line.load_id), name, f"{line.line_no:,}", line.reason, escape(line.detail), text)
    console.print(table)


def _reasons(rows: list[dict[str, object]]) -> Table:
    table = plain_table("Reasons", ("reason",), ("lines", "loads", "newest load"))
    for row in rows:
        table.add_row(*(str(row[key]) for key in ("reason", "lines", "loads", "newest_load")))
    return table
