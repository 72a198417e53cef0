"""`meterhouse explain`: from an invoice line down to the lines of the files."""

import sys
from datetime import timedelta
from typing import Annotated

import typer
from rich.console import Console

from meterhouse.known_at import marts_of
from warehouse.access import Scope
from warehouse.reports import Period, explaining, print_table
from warehouse.reports.explaining import BilledLine, Explanation
from warehouse.settings import settings

OPERATOR = Scope.operator()
# What the rows behind lines are read from.
MARTS = (
    "dim_meters",
    "fct_counted_events",
    "fct_charged_spans",
    "fct_billable_periods",
    "fct_ownership_periods",
    "fct_resource_records",
)


def explain(
    line: Annotated[
        str, typer.Argument(help="4-3, line 3 of invoice 4; or the key of a line that is not invoiced yet.")
    ],
    rows: Annotated[
        bool, typer.Option("--rows", help="Nothing but the ledger's rows, as CSV: `… --rows | sha256sum`.")
    ] = False,
    sql: Annotated[bool, typer.Option("--sql", help="Nothing but the SELECT whose rows have the digest.")] = False,
) -> None:
    """Say why a line costs what it costs: price steps, days, loads and lines of files, equal at each step.

    A line of a closed month is explained by what was known when it was invoiced, whatever came since; where that was
    something else the marts of the month are made anew for it, which takes as long as a build. Exit status 1: figures
    are not equal, and where.
    """
    current = settings()
    found = explaining.find_line(OPERATOR, line, current)
    with marts_of(found.known, [_period(found)], MARTS, current):
        if rows:
            for piece in explaining.rows_of(OPERATOR, found, current):
                sys.stdout.buffer.write(piece)
            return
        explained = explaining.explain(OPERATOR, found, current)
    if sql:
        typer.echo(explained.statement)
        return
    _show(explained, Console())
    if explained.differences:
        raise typer.Exit(1)


def _period(line: BilledLine) -> Period:
    return Period(line.usage_month, (line.usage_month + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def _show(explained: Explanation, console: Console) -> None:
    line = explained.line
    console.print(
        f"Line {line.name}: {line.said['product_name']} of {line.usage_month:%Y-%m}, {line.said['payer_id']} owes "
        f"{line.own_cents / 100:,.2f} {line.said['currency']}."
        + (f" {str(line.known).capitalize()}." if line.known else ""),
        highlight=False,
        markup=False,
    )
    for report in explained.reports:
        if not report.frame.is_empty():
            print_table(report, console)
    if explained.rows:
        console.print(f"{explained.rows:,} rows, SHA-256 {explained.digest}", highlight=False)
    for difference in explained.differences:
        console.print(f"[red]{difference}[/red]", highlight=False)
