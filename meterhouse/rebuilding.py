"""The days that a correction touched, built at once or said to wait."""

from datetime import date

from rich.console import Console

from meterhouse.cli_build import print_build
from warehouse.ledger import contiguous, touched_days
from warehouse.settings import Settings


def rebuild(current: Settings, build: bool) -> None:
    """Builds and tests exactly the days that wait, or names them and the command that builds them."""
    days = touched_days(current)
    console = Console()
    if not days:
        console.print("No day waits to be built.")
    elif build:
        console.print(f"Rebuilding {_spans(days)}.", highlight=False)
        print_build(current)
    else:
        console.print(f"To be rebuilt: {_spans(days)}. `meterhouse build` does it.", highlight=False)


def _spans(days: list[date]) -> str:
    runs = [str(first) if first == last else f"{first} … {last}" for first, last in contiguous(days)]
    return ", ".join(runs)
