"""The days that a correction touched, built at once or said to wait."""

from datetime import date
from typing import Annotated

import typer
from rich.console import Console

from meterhouse.cli_build import print_build
from warehouse.ledger import contiguous, touched_days
from warehouse.resources import is_behind
from warehouse.rights import is_behind as are_rights_behind
from warehouse.settings import Settings

Build = Annotated[bool, typer.Option("--build/--no-build", help="Build the days that a correction changes at once.")]

# What has no days, and whether it waits.
BEHIND = {"what resources cost": is_behind, "what clients may use": are_rights_behind}


def rebuild(current: Settings, build: bool, console: Console) -> None:
    """Builds and tests exactly what waits, or names it and the command that builds it."""
    days = touched_days(current)
    waiting = [_spans(days)] if days else []
    waiting += [what for what, behind in BEHIND.items() if behind(current)]
    if not waiting:
        console.print("Nothing waits to be built.")
    elif build:
        console.print(f"Rebuilding {' and '.join(waiting)}.", highlight=False)
        print_build(current, console)
    else:
        console.print(f"To be rebuilt: {' and '.join(waiting)}. `meterhouse build` does it.", highlight=False)


def _spans(days: list[date]) -> str:
    runs = [str(first) if first == last else f"{first} … {last}" for first, last in contiguous(days)]
    return ", ".join(runs)
