"""The days that a correction touched, built at once or said to wait."""

from datetime import date
from typing import Annotated

import typer
from rich.console import Console

from meterhouse.cli_build import print_build
from warehouse.ledger import contiguous, touched_days
from warehouse.settings import Settings

Build = Annotated[bool, typer.Option("--build/--no-build", help="Build the days that a correction changes at once.")]


def rebuild(current: Settings, build: bool, console: Console) -> None:
    """Builds and tests exactly the days that wait, or names them and the command that builds them."""
    days = touched_days(current)
    if not days:
        console.print("No day waits to be built.")
    elif build:
        console.print(f"Rebuilding {_spans(days)}.", highlight=False)
        print_build(current, console)
    else:
        console.print(f"To be rebuilt: {_spans(days)}. `meterhouse build` does it.", highlight=False)


def _spans(days: list[date]) -> str:
    runs = [str(first) if first == last else f"{first} … {last}" for first, last in contiguous(days)]
    return ", ".join(runs)
