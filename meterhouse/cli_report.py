"""`meterhouse report`: the same reports the dashboard shows, in the terminal or as a file."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, cast

import typer

from meterhouse.bounds import GREATEST_NUMBER
from meterhouse.known_at import marts_of, read_known
from meterhouse.report_options import (
    Basis,
    By,
    Compare,
    Format,
    From,
    KnownAt,
    Limit,
    Measures,
    OrderBy,
    Out,
    PeriodName,
    Until,
    Where,
    read_days,
    read_filters,
    read_period,
    read_words,
)
from meterhouse.report_output import heard, tell_if_empty, write_report
from warehouse import reports
from warehouse.access import Scope
from warehouse.reports import Against, TimeBasis, UsageFilter
from warehouse.settings import settings

OPERATOR = Scope.operator()
# More rows than these nobody reads in a terminal.
ROWS_SHOWN = 100

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
    known_at: KnownAt = None,
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
        known=read_known(known_at, settings()),
    )
    questions = reports.questions(asked, cast("Against", compare)) if compare else (asked,)
    marts = {mart: None for question in questions for mart in reports.tables_read(OPERATOR, question)}
    with marts_of(asked.known, [question.period for question in questions], list(marts), settings()):
        if compare:
            write_report([reports.run_compared(OPERATOR, asked, cast("Against", compare))], format_, out)
        elif format_ == "table":
            report = reports.run(OPERATOR, asked)
            write_report([report], format_, out)
            tell_if_empty(report)
        else:
            write_report(heard(reports.run_in_pieces(OPERATOR, asked)), format_, out)


@report_app.command()
def dealers(
    from_date: From = None,
    until_date: Until = None,
    period: PeriodName = "last_30",
    by_day: Annotated[bool, typer.Option("--by-day", help="A row for each day with usage.")] = False,
    search: Annotated[str | None, typer.Option(help="A part of name, code or id, in any case.")] = None,
    order_by: Annotated[str, typer.Option(help="A column, - before it for descending.")] = "-records_total",
    limit: Annotated[
        int | None,
        typer.Option(
            min=1, max=GREATEST_NUMBER, help=f"At most so many rows; by default {ROWS_SHOWN} in a table, else all."
        ),
    ] = None,
    offset: Annotated[int, typer.Option(min=0, max=GREATEST_NUMBER, help="Leave so many rows out first.")] = 0,
    basis: Basis = "utc",
    known_at: KnownAt = None,
    format_: Format = "table",
    out: Out = None,
) -> None:
    """Dealers with the new and changed records fetched of them, also those of whom none were."""
    days = read_period(from_date, until_date, period, datetime.now(UTC).date())
    known = read_known(known_at, settings())
    most = limit or (ROWS_SHOWN if format_ == "table" else None)
    asked = reports.DealerFilter(days, by_day, search, cast("TimeBasis", basis), order_by, most, offset, known)
    with marts_of(known, [days], reports.DEALER_MARTS, settings()):
        report = reports.dealers(OPERATOR, asked)
    write_report([report], format_, out)
    if limit is None and report.frame.height == most:
        typer.echo(f"{most} rows are shown, and there may be more: --offset {offset + most}, or --limit.", err=True)


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


@report_app.command()
def reconciliation(
    from_date: From = None,
    until_date: Until = None,
    by_day: Annotated[bool, typer.Option("--by-day", help="A row for each day of loading too.")] = False,
    format_: Format = "table",
    out: Out = None,
) -> None:
    """What came in and where it went, to the last line, as of the last build; --from and --to are days of loading."""
    first, last = read_days(from_date, until_date)
    asked = reports.reconciliation(OPERATOR, from_date=first, until_date=last, by_day=by_day)
    write_report([asked], format_, out)


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
