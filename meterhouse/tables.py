"""Tables for the terminal."""

from collections.abc import Iterable
from datetime import date

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from warehouse.ledger import LoadResult

WIDTH_OF_FILES = 160
COLORS = {"accepted": "green", "held": "yellow", "voided": "red"}


def console_of_tables() -> Console:
    """Standard output, wide where nobody looks: a table in a file or a pipe is not folded to 80 columns."""
    console = Console()
    return console if console.is_terminal else Console(width=WIDTH_OF_FILES)


def plain_table(title: str, left: tuple[str, ...], right: tuple[str, ...] = ()) -> Table:
    """A table without frames, which keeps within 80 columns: texts to the left, figures to the right."""
    table = Table(
        title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="underline"
    )
    for heading in left:
        table.add_column(heading)
    for heading in right:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def loads_table(loads: Iterable[LoadResult]) -> Table:
    """One row per load with its accounting and what it corrects; `lines = stored + quarantined + ignored`."""
    counts_of_lines = ("lines", "stored", "repeated", "quarantined", "ignored")
    right = ("load", "no", *counts_of_lines, "days", "seconds", "rows/s")
    table = plain_table("Loads", ("source", "file", "state"), right)
    for load in loads:
        more = [*(["was loaded"] if load.already_loaded else []), *([load.correction] if load.correction else [])]
        state = f"[{COLORS[load.status]}]{load.status}[/]" + (f" ({'; '.join(more)})" if more else "")
        counts = [getattr(load, name) for name in counts_of_lines]
        table.add_row(
            load.source,
            escape((load.file_name or "").rsplit("/", 1)[-1]),
            state,
            str(load.load_id),
            str(load.load_no),
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
