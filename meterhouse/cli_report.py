"""`meterhouse report`: the same reports the dashboard shows, in the terminal or as a file."""

import csv
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, get_args

import typer
from rich.console import Console

from warehouse import reports
from warehouse.access import Scope
from warehouse.errors import MeterhouseError, ReportError
from warehouse.reports import Period, Report, UsageFilter
from warehouse.reports.dimensions import TimeBasis
from warehouse.reports.periods import AGAINST
from warehouse.reports.table import rich_table
from warehouse.reports.wording import require_known

report_app = typer.Typer(no_args_is_help=True, help="Usage and the health of the data, as a table, CSV, JSON or Parquet.")

By = Annotated[
    str,
    typer.Option("--by", help=f"What a row is, separated by commas: {', '.join(reports.DIMENSIONS)}. None: one total."),
]
From = Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day, 2026-01-31. Included.")]
Until = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day, included; by default today.")]
PeriodName = Annotated[
    str, typer.Option(metavar="NAME", help=f"Without --from: {', '.join(reports.PRESETS)}; they end today (UTC).")
]
Where = Annotated[
    list[str] | None,
    typer.Option(
        metavar="DIMENSION=VALUE[,VALUE…]",
        help='Keep these values only; may be repeated. A value with a comma in it goes in double quotes: city="a,b".',
    ),
]
Measures = Annotated[
    str | None,
    typer.Option(
        help=f"Separated by commas, or `all`: {', '.join(reports.MEASURES)}. "
        f"By default {', '.join(reports.DEFAULT_MEASURES)}."
    ),
]
Format = Annotated[str, typer.Option("--format", help=f"One of {', '.join(reports.FORMATS)}.")]
Out = Annotated[Path | None, typer.Option(metavar="FILE", help="Write to this file instead of the terminal.")]
Compare = Annotated[
    str | None, typer.Option(help="previous or last_year: beside each measure its earlier value and the change.")
]
OrderBy = Annotated[
    str | None, typer.Option(help="Columns, separated by commas, - before one for descending: -response_bytes,client.")
]
Limit = Annotated[int | None, typer.Option(min=1, help="At most so many rows.")]
Basis = Annotated[str, typer.Option(help="utc, or local: days and hours of the client's own time zone.")]


@report_app.callback()
def _report() -> None:
    """Keeps `usage` a command of its own however many there are."""


@report_app.command()
def usage(
    by: By = "",
    from_: From = None,
    to: Until = None,
    period: PeriodName = "last_30",
    where: Where = None,
    measures: Measures = None,
    format_: Format = "table",
    out: Out = None,
    compare: Compare = None,
    order_by: OrderBy = None,
    limit: Limit = None,
    basis: Basis = "utc",
) -> None:
    """Usage by any mix of dimensions: meterhouse report usage --by usage_date,status_code --where client=acme"""
    with _errors_as_sentences():
        days = _period(from_, to, period, datetime.now(UTC).date())
        require_known("time basis", [basis], get_args(TimeBasis))
        asked = UsageFilter(
            from_date=days.from_date,
            until_date=days.until_date,
            by=_words(by),
            measures=_measures(measures),
            where=_filters(where or ()),
            time_basis="local" if basis == "local" else "utc",
            order_by=_words(order_by or ""),
            limit=limit,
        )
        _emit(_answer(asked, compare), format_, out)
