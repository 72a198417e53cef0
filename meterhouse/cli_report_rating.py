"""`meterhouse report rated`, `not-billed`, `draft` and `metered`: what usage costs, what it does not, and why."""

from datetime import UTC, date, datetime
from typing import Annotated

import typer

from meterhouse.report_options import Format, Limit, Out, Where, read_filters, read_words
from meterhouse.report_output import write_report
from warehouse import reports
from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports import MeterFilter, MonthFilter

OPERATOR = Scope.operator()

Month = Annotated[
    str | None,
    typer.Option(metavar="MONTH", help="2026-03; by default the latest that is rated."),
]
By = Annotated[
    str, typer.Option("--by", help=f"What a row is, separated by commas: {', '.join(reports.BILLING_DIMENSIONS)}.")
]
Instant = Annotated[str, typer.Option(metavar="INSTANT", help="2026-03-05 or 2026-03-05T13:00; UTC without a zone.")]


def rated(
    month: Month = None,
    by: By = "client,meter",
    where: Where = None,
    limit: Limit = None,
    format_: Format = "table",
    out: Out = None,
) -> None:
    """What a month's usage costs, by client, project, provider, meter, subscription, plan or price."""
    write_report([reports.rated(OPERATOR, _asked(month, by, where, limit))], format_, out)


def not_billed(
    month: Month = None,
    by: By = "reason,meter",
    where: Where = None,
    limit: Limit = None,
    format_: Format = "table",
    out: Out = None,
) -> None:
    """What of a month's usage is not billed, and why."""
    write_report([reports.not_billed(OPERATOR, _asked(month, by, where, limit))], format_, out)


def draft(
    month: Month = None,
    by: By = "client,price",
    where: Where = None,
    limit: Limit = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="INSTANT", help="How far usage is known; by default to its latest hour.")
    ] = None,
    format_: Format = "table",
    out: Out = None,
) -> None:
    """What a month comes to so far, and what it will if it goes on like this."""
    until = read_instant("--as-of", as_of) if as_of else reports.known_until(OPERATOR)
    write_report([reports.draft(OPERATOR, _asked(month, by, where, limit), until)], format_, out)


def metered(
    meter: Annotated[str, typer.Argument(help="The meter's id.")],
    from_at: Annotated[str, typer.Option("--from", metavar="INSTANT", help="First instant, UTC without a zone.")],
    until: Annotated[str, typer.Option("--to", metavar="INSTANT", help="The end, not included.")],
    window: Annotated[int | None, typer.Option(help="Seconds of a window: 3600 for hours, 86400 for days.")] = None,
    time_zone: Annotated[str, typer.Option(help="By whose clock windows begin, such as Europe/Berlin.")] = "UTC",
    format_: Format = "table",
    out: Out = None,
) -> None:
    """What a meter makes of a span of up to 31 days, whole or in windows."""
    asked = MeterFilter(meter, read_instant("--from", from_at), read_instant("--to", until), window, time_zone)
    write_report([reports.metered(OPERATOR, asked)], format_, out)


def add_rating_reports(app: typer.Typer) -> None:
    """Adds the commands to `meterhouse report`."""
    for command in (rated, not_billed, draft, metered):
        app.command(command.__name__.replace("_", "-"))(command)


def read_instant(option: str, text: str) -> datetime:
    """An instant as it is typed, in UTC if it names no zone; raises `ReportError`."""
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ReportError(f"{option} {text!r} is no instant; write it like 2026-01-31T13:00.") from None
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)


def _asked(month: str | None, by: str, where: list[str] | None, limit: int | None) -> MonthFilter:
    return MonthFilter(_month(month), read_words(by), read_filters(where or ()), limit)


def _month(text: str | None) -> date:
    if text is None:
        latest = reports.latest_month()
        if latest is None:
            raise ReportError(
                "No month is rated yet: load prices and usage, or `meterhouse begin`, then `meterhouse build`."
            )
        return latest
    try:
        return date.fromisoformat(f"{text.strip()}-01")
    except ValueError:
        raise ReportError(f"--month {text!r} is no month; write it like 2026-03.") from None
