"""Tables for the terminal."""

from collections.abc import Iterable
from datetime import date

from rich.console import Console
from rich.table import Table

from warehouse.ledger import LoadResult

WIDTH_OF_FILES = 160
COLORS = {"accepted": "green", "held": "yellow", "voided": "red"}


def console_of_tables() -> Console:
    """Standard output, wide where nobody looks: a table in a file or a pipe is not folded to 80 columns."""
    console = Console()
    return console if console.is_terminal else Console(width=WIDTH_OF_FILES)


def loads_table(loads: Iterable[LoadResult]) -> Table:
    """One row per load with its accounting; `lines = stored + quarantined + ignored`."""
    table = Table(
        box=None,
        pad_edge=False,
        padding=(0, 2, 0, 0),
        header_style="bold underline",
        title="Loads",
        title_justify="left",
    )
    for heading in ("load", "no", "source", "file", "state"):
        table.add_column(heading, justify="right" if heading in ("load", "no") else "left")
    for heading in ("lines", "stored", "repeated", "quarantined", "ignored", "days", "seconds", "rows/s"):
        table.add_column(heading, justify="right", no_wrap=True)
    for load in loads:
        state = f"[{COLORS[load.status]}]{load.status}[/]" + (" (was loaded)" if load.already_loaded else "")
        counts = (load.lines, load.stored, load.repeated, load.quarantined, load.ignored)
        table.add_row(
            str(load.load_id),
            str(load.load_no),
            load.source,
            (load.file_name or "").rsplit("/", 1)[-1],
            state,
            *(f"{count:,}" for count in counts),
            day_span(load.touched_days),
            f"{load.seconds:.2f}",
            f"{load.rows_per_second:,}",
        )
    return table


def day_span(days: list[date]) -> str:
    """First and last day, or none."""
    if not days:
        return "none"
    return str(days[0]) if len(days) == 1 else f"{days[0]} … {days[-1]} ({len(days)})"
