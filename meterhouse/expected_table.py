"""Expected landing days as the terminal shows them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from rich.markup import escape
from rich.table import Table

from meterhouse.tables import plain_table
from warehouse.ledger import DayState, ExpectedDay

STATES: dict[DayState, str] = {
    "there": "[green]there[/]",
    "overtaken": "[yellow]overtaken[/]",
    "held": "[yellow]held[/]",
    "declared": "declared empty",
    "awaited": "awaited",
    "missing": "[red]missing[/]",
}


def expected_table(days: Sequence[ExpectedDay], lying: Mapping[tuple[str, date], int]) -> Table:
    """One row per landing day and source; `lying` are the files in the landing zone of days that lack some."""
    table = plain_table("Expected files", ("landing day", "source", "state"), ("there", "expected"))
    table.add_column("more")
    for day in days:
        more = _more(day, lying.get((day.source, day.landing_date), 0))
        counts = (f"{day.found:,}", f"{day.expected:,}")
        table.add_row(str(day.landing_date), day.source, STATES[day.state], *counts, escape("; ".join(more)))
    return table


def summary_of(shown: Sequence[ExpectedDay], earlier: Sequence[ExpectedDay], first: date, last: date) -> Iterator[str]:
    """What to know and to do: how many days are missing, of those shown and of those before them."""
    if not shown:
        yield f"No files are expected from {first} to {last}."
    if missing := [day for day in shown if day.state == "missing"]:
        one = missing[0]
        yield (
            f"{len(missing):,} missing. Put the files into the landing zone, or, if none will come: "
            f'`meterhouse declare-empty {one.source} {one.landing_date} --why "…"`.'
        )
    if before := [day for day in earlier if day.state == "missing"]:
        day = before[0].landing_date
        yield f"Before {first} {len(before):,} more are missing: `meterhouse expected --from {day}`."


def _more(day: ExpectedDay, lying: int) -> Iterator[str]:
    if day.held:
        yield f"{day.held:,} held"
    if day.state == "awaited":
        yield f"late from {day.late_at:%Y-%m-%d %H:%M}"
    if lying > day.found + day.held:
        yield f"{lying:,} in the landing zone, not all of them loaded for this day"
    if said := day.declaration:
        yield f"declared empty by {said.decided_by}, {said.decided_at:%Y-%m-%d %H:%M}: {said.reason}"
