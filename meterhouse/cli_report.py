"""`meterhouse report`: the same reports the dashboard shows, in the terminal or as a file."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.console import Console

from meterhouse.bounds import GREATEST_NUMBER
from meterhouse.report_options import (
    Basis,
    By,
    Compare,
    Format,
    From,
    Limit,
    Measures,
    OrderBy,
    Out,
    PeriodName,
    Until,
    Where,
    read_filters,
    read_period,
    read_words,
)
from warehouse import reports
from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports import Against, Report, TimeBasis, UsageFilter
from warehouse.reports import Format as OutputFormat
from warehouse.reports.wording import require_known

OPERATOR = Scope.operator()

report_app = typer.Typer(no_args_is_help=True, help="Usage and the state of the data: table, CSV, JSON or Parquet.")


@report_app.command()
def usage(
    by: By = "",
    from_date: From = None,
    until_date: Until = None,
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
    """Usage by any mix of dimensions: meterhouse report usage --by usage_date,status_code --where client=acme."""
    days = read_period(from_date, until_date, period, datetime.now(UTC).date())
    asked = UsageFilter(
        from_date=days.from_date,
        until_date=days.until_date,
        by=read_words(by),
        measures=tuple(reports.MEASURES) if measures == "all" else read_words(measures) if measures else None,
        where=read_filters(where or ()),
        time_basis=cast("TimeBasis", basis),
        order_by=read_words(order_by),
        limit=limit,
    )
    if compare:
        write_report([reports.run_compared(OPERATOR, asked, cast("Against", compare))], format_, out)
    elif format_ == "table":
        report = reports.run(OPERATOR, asked)
        write_report([report], format_, out)
        _tell_if_empty(report)
    else:
        write_report(_heard(reports.run_in_pieces(OPERATOR, asked)), format_, out)


@report_app.command()
def dealers(
    from_date: From = None,
    until_date: Until = None,
    period: PeriodName = "last_30",
    by_day: Annotated[bool, typer.Option("--by-day", help="A row for each day with usage.")] = False,
    search: Annotated[str | None, typer.Option(help="A part of name, code or id, in any case.")] = None,
    order_by: Annotated[str, typer.Option(help="A column, - before it for descending.")] = "-records_total",
    limit: Limit = 100,
    offset: Annotated[int, typer.Option(min=0, max=GREATEST_NUMBER, help="Leave so many rows out first.")] = 0,
    basis: Basis = "utc",
    format_: Format = "table",
    out: Out = None,
) -> None:
    """Dealers with the new and changed records fetched of them, also those of whom none were."""
    days = read_period(from_date, until_date, period, datetime.now(UTC).date())
    asked = reports.DealerFilter(days, by_day, search, cast("TimeBasis", basis), order_by, limit, offset)
    write_report([reports.dealers(OPERATOR, asked)], format_, out)


@report_app.command()
def loads(
    state: Annotated[str | None, typer.Option(help="held, accepted or voided ones only.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=GREATEST_NUMBER, help="At most so many, the latest first.")] = 50,
    format_: Format = "table",
    out: Out = None,
) -> None:
    """What was loaded, with its accounting, as of the last build."""
    write_report([reports.loads(OPERATOR, state=state, limit=limit)], format_, out)


@report_app.command()
def quarantine(format_: Format = "table", out: Out = None) -> None:
    """Lines that cannot be counted, by reason and source, as of the last build."""
    write_report([reports.quarantine(OPERATOR)], format_, out)


@report_app.command("unknown")
def unknown_ids(format_: Format = "table", out: Out = None) -> None:
    """Clients, projects, dealers and users that usage named and no reference record describes, as of the last build."""
    write_report([reports.unknown_ids(OPERATOR)], format_, out)


@report_app.command()
def locations(format_: Format = "table", out: Out = None) -> None:
    """By which databases addresses are located, and how many, as of the last build."""
    write_report([reports.locations(OPERATOR)], format_, out)


@report_app.command()
def freshness() -> None:
    """How far the marts reach, by the data's own clock."""
    waiting = reports.days_waiting(OPERATOR)
    facts = asdict(reports.freshness(OPERATOR)) | {"days_waiting_for_a_build": len(waiting)}
    for name, value in facts.items():
        typer.echo(f"{name.replace('_', ' '):26}{_plain(value)}")
    if waiting:
        typer.echo(f"{'':26}{waiting[0]} to {waiting[-1]}")


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
    elif format_ == "parquet" and sys.stdout.isatty():
        raise ReportError("Parquet is not for the terminal: give --out FILE.")
    else:
        reports.write(pieces, cast("OutputFormat", format_), sys.stdout.buffer)
        sys.stdout.flush()


def _heard(pieces: Iterable[Report]) -> Iterator[Report]:
    """The pieces as they come; says so if no row was among them."""
    last, rows = None, 0
    for piece in pieces:
        last, rows = piece, rows + piece.frame.height
        yield piece
    if last is not None and not rows:
        _tell_if_empty(last)


def _tell_if_empty(report: Report) -> None:
    """Says on standard error where usage is, if the days asked for have none."""
    counts = report.frame.get_column("requests", default=None)
    if report.frame.is_empty() or (counts is not None and counts.sum() == 0):
        latest = reports.freshness(OPERATOR).last_usage_date
        where = f"the latest usage is of {latest}" if latest else "no usage is built yet"
        typer.echo(f"Nothing matches from {report.period}; {where}.", err=True)


def _plain(value: object) -> str:
    match value:
        case None:
            return "–"
        case int():
            return f"{value:,}"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M} UTC"
        case _:
            return str(value)
