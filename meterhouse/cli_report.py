"""`meterhouse report`: the same reports the dashboard shows, in the terminal or as a file."""

import csv
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.console import Console

from warehouse import reports
from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports import Against, Period, Report, TimeBasis, UsageFilter
from warehouse.reports import Format as OutputFormat
from warehouse.reports.wording import require_known

OPERATOR = Scope.operator()

report_app = typer.Typer(
    no_args_is_help=True, help="Usage and the health of the data, as a table, CSV, JSON or Parquet."
)

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
        by=_words(by),
        measures=tuple(reports.MEASURES) if measures == "all" else _words(measures) if measures else None,
        where=read_filters(where or ()),
        time_basis=cast("TimeBasis", basis),
        order_by=_words(order_by),
        limit=limit,
    )
    if compare:
        write_report([reports.run_compared(OPERATOR, asked, cast("Against", compare))], format_, out)
    else:
        write_report(reports.run_in_pieces(OPERATOR, asked), format_, out)


@report_app.command()
def loads(
    state: Annotated[str | None, typer.Option(help="held, accepted or voided ones only.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the latest first.")] = 50,
    format_: Format = "table",
    out: Out = None,
) -> None:
    """What was loaded, with its accounting, as of the last build."""
    write_report([reports.loads(OPERATOR, state=state, limit=limit)], format_, out)


@report_app.command()
def quarantine(format_: Format = "table", out: Out = None) -> None:
    """Lines that cannot be counted, by reason and source, as of the last build."""
    write_report([reports.quarantine(OPERATOR)], format_, out)


@report_app.command()
def freshness() -> None:
    """How far the marts reach, by the data's own clock."""
    for name, value in asdict(reports.freshness(OPERATOR)).items():
        shown = "–" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
        typer.echo(f"{name.replace('_', ' '):24}{shown}")
    waiting = reports.days_waiting(OPERATOR)
    behind = f"{len(waiting):,}, {waiting[0]} to {waiting[-1]}" if waiting else "none"
    typer.echo(f"{'days waiting for a build':24}{behind}")


def read_period(from_text: str | None, until_text: str | None, name: str, today: date) -> Period:
    """The days meant by --from, --to and --period; raises `ReportError` if they make no sense together."""
    if from_text is None:
        if until_text is not None:
            raise ReportError("--to needs --from: say where the period begins.")
        return reports.preset(name, today)
    return Period(_day("--from", from_text), _day("--to", until_text) if until_text else today)


def read_filters(texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """`client=acme`, `status_code=404,500` … as a filter; a dimension given twice takes the values of both."""
    filters: dict[str, tuple[str, ...]] = {}
    for text in texts:
        name, equals, values = text.partition("=")
        if not equals or not values:
            raise ReportError(f"{text!r} is no filter: write DIMENSION=VALUE, for example status_code=404,500.")
        filters[name.strip()] = (*filters.get(name.strip(), ()), *next(csv.reader([values])))
    return filters


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
        Console().print(reports.rich_table(reports.whole(pieces)))
    elif format_ == "parquet" and sys.stdout.isatty():
        raise ReportError("Parquet is not for the terminal: give --out FILE.")
    else:
        reports.write(pieces, cast("OutputFormat", format_), sys.stdout.buffer)
        sys.stdout.flush()


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(word.strip() for word in (text or "").split(",") if word.strip())


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ReportError(f"{option} {text!r} is no date; write it like 2026-01-31.") from None
