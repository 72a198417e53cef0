"""`meterhouse simulate`: a world of log files to try the warehouse on."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from meterhouse.simulate import Truth, simulate


def simulate_command(
    out: Annotated[Path, typer.Option(help="Folder to write to; its landing folder must be empty.")],
    days: Annotated[int, typer.Option(help="UTC days that have events.")] = 30,
    events: Annotated[int, typer.Option(help="Events that will be counted.")] = 300_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    first_day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First UTC day.")] = None,
) -> None:
    """Write a simulated world of usage logs, and the truth about it."""
    console = Console(stderr=True)
    columns = (TextColumn("Writing log files"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("files", total=None)
        truth = simulate(
            out,
            days,
            events,
            seed,
            first_day.date() if first_day else None,
            on_progress=lambda done, of: progress.update(task, completed=done, total=of),
        )
    typer.echo(summary(truth, out))


def summary(truth: Truth, out: Path) -> str:
    """One line: what was written and where."""
    counted, lines = f"{truth.accounting.counted:,}", f"{truth.accounting.lines:,}"
    return (
        f"{len(truth.files)} files with {lines} lines, {counted} of them to be counted once, are in {out / 'landing'}"
    )
