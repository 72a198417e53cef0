"""What `meterhouse run` prints at its end: what came in, where it went, what it adds up to."""

from collections import defaultdict
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from meterhouse.tables import COLORS, day_span, loads_table, plain_table
from orchestration.withdrawing import read_withdrawn
from warehouse.access import Scope
from warehouse.book import BillingMonth, month_to_close
from warehouse.errors import ReportError
from warehouse.ledger import LoadResult, count_quarantine, read_loads
from warehouse.reports import Column, UsageFilter, book, freshness, shown
from warehouse.reports import run as run_report
from warehouse.settings import Settings

LOADS_SHOWN = 12


def print_summary(settings: Settings, console: Console, seconds: float) -> None:
    """Loads with their accounting, quarantine by reason, days, totals and the time taken."""
    loads = read_loads(settings)
    console.print()
    console.print(loads_table(loads) if len(loads) <= LOADS_SHOWN else _by_source(loads))
    reasons = count_quarantine(settings)
    if reasons:
        text = ", ".join(f"{row['reason']} {row['lines']:,}" for row in reasons)
        console.print(f"Quarantined   {text}   (`meterhouse quarantine` shows the lines)", highlight=False)
    held = [str(load.load_id) for load in loads if load.status == "held"]
    if held:
        console.print(
            f"[yellow]Held[/yellow]          loads {', '.join(held)}: see *Data health*, then `meterhouse accept`"
        )
    _print_totals(settings, console)
    print_bills(settings, console)
    console.print(f"Time taken    {seconds:.0f} s", highlight=False)


def print_withdrawn(listed: Path, settings: Settings, console: Console) -> None:
    """Each file of the list, why it was withdrawn and what took its place, or that it still counts."""
    standing = {load.file_name for load in read_loads(settings) if load.status != "voided"}
    for file in read_withdrawn(listed):
        is_standing = str(settings.landing_path / file.path) in standing
        mark = "[yellow]Not withdrawn[/yellow]" if is_standing else "[green]✓[/green] Withdrew"
        replaced = f" Replaced by {file.replaced_by}." if file.replaced_by and not is_standing else ""
        console.print(f"{mark} {escape(f'{file.path}: {file.why}{replaced}')}", highlight=False)


def _by_source(loads: list[LoadResult]) -> Table:
    title = f"{len(loads)} loads (`meterhouse loads` lists them)"
    table = plain_table(title, ("source",), ("loads", "lines", "stored", "repeated", "quarantined", "ignored"))
    groups: dict[tuple[str, str], list[LoadResult]] = defaultdict(list)
    for load in loads:
        groups[load.source, load.status].append(load)
    for (source, state), group in sorted(groups.items()):
        label = source if state == "accepted" else f"{source} [{COLORS[state]}]{state}[/]"
        table.add_row(label, f"{len(group):,}", *_sums(group))
    table.add_section()
    table.add_row("all", f"{len(loads):,}", *_sums(loads))
    return table


def _sums(loads: list[LoadResult]) -> list[str]:
    names = ("lines", "stored", "repeated", "quarantined", "ignored")
    return [f"{sum(getattr(load, name) for load in loads):,}" for name in names]


def _print_totals(settings: Settings, console: Console) -> None:
    days = sorted({day for load in read_loads(settings, "accepted") for day in load.touched_days})
    if not days:
        console.print("Nothing is counted yet.")
        return
    asked = UsageFilter(
        by=(),
        measures=("requests", "success_rate", "response_bytes", "latency_p95_ms", "unique_users", "unique_ips"),
        from_date=days[0],
        until_date=days[-1],
    )
    try:
        row = run_report(Scope.operator(), asked, settings=settings).frame.row(0, named=True)
    except ReportError as error:
        console.print(f"[red]No totals[/red]: {error}")
        return
    console.print(f"Days          {day_span(days)}", highlight=False)
    rate, latency = row["success_rate"], row["latency_p95_ms"]
    parts = [f"{row['requests']:,} requests", f"{row['response_bytes']:,} bytes"]
    parts += [f"{rate:.1%} successful"] if rate is not None else []
    parts += [f"p95 {latency:.0f} ms"] if latency is not None else []
    parts += [f"{row['unique_users']:,} users", f"{row['unique_ips']:,} IPs"]
    console.print(f"Counted       {', '.join(parts)}", highlight=False)
    unlisted = freshness(Scope.operator(), settings=settings).counted - row["requests"]
    if unlisted:
        console.print(f"Not shown     {unlisted:,} requests to APIs off the marketplace: their providers' own")


def print_bills(settings: Settings, console: Console) -> None:
    """What the next month to be closed comes to, in a house in which something costs something."""
    month = month_to_close(settings)
    owed = _owed(month, settings) if month else {}
    if owed:
        amounts = ", ".join(f"{shown(Column('owed', 'cents', ''), cents)} {name}" for name, cents in owed.items())
        console.print(f"Owed          {amounts} for {month}, a draft until `meterhouse close`", highlight=False)


def _owed(month: BillingMonth, settings: Settings) -> dict[str, int]:
    totals: dict[str, int] = {}
    for row in book.known_totals(Scope.operator(), month, settings=settings).frame.iter_rows(named=True):
        totals[row["currency"]] = totals.get(row["currency"], 0) + row["known_cents"]
    return dict(sorted(totals.items()))
