"""Where a report goes: a file, a terminal, or another program."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

import typer
from rich.console import Console

from warehouse import reports
from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports import Format as OutputFormat
from warehouse.reports import Report
from warehouse.reports.small_groups import LEFT_OUT
from warehouse.reports.wording import require_known

BINARY = {"parquet": "Parquet", "xlsx": "A workbook"}


def write_report(pieces: Iterable[Report], format_: str, out: Path | None) -> None:
    """Renders a report to a file, which appears only when it is whole, or to standard output."""
    require_known("format", [format_], reports.FORMATS)
    if out is not None:
        unfinished = out.with_name(f".{out.name}.unfinished")
        try:
            with unfinished.open("wb") as sink:
                reports.write(pieces, cast("OutputFormat", format_), sink)
            unfinished.replace(out)
        except OSError as error:
            raise ReportError(f"{out} cannot be written: {error.strerror}.") from None
        finally:
            unfinished.unlink(missing_ok=True)
    elif format_ == "table" and sys.stdout.isatty():
        reports.print_table(reports.whole(pieces), Console())
    elif format_ in BINARY and sys.stdout.isatty():
        raise ReportError(f"{BINARY[format_]} is not for the terminal: give --out FILE.")
    else:
        reports.write(pieces, cast("OutputFormat", format_), sys.stdout.buffer)
        sys.stdout.flush()


def heard(pieces: Iterable[Report]) -> Iterator[Report]:
    """The pieces as they come; says so if no row was among them."""
    last, rows = None, 0
    for piece in pieces:
        last, rows = piece, rows + piece.frame.height
        yield piece
    if last is not None and not rows:
        tell_if_empty(last)


def tell_if_empty(report: Report) -> None:
    """Says on standard error why, if a report has nothing: where usage is, or that it is of too few users."""
    counts = report.frame.get_column("requests", default=None)
    if report.frame.is_empty() or (counts is not None and counts.sum() == 0):
        if LEFT_OUT in report.notes:
            typer.echo("What matches is of too few users to be told. Take more values, or more days.", err=True)
            return
        latest = reports.freshness(Scope.operator()).last_usage_date
        where = f"the latest usage is of {latest}" if latest else "no usage is built yet"
        typer.echo(f"Nothing matches from {report.period}; {where}.", err=True)
