"""What can be asked of `meterhouse report`, and how its words are read."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from meterhouse.bounds import GREATEST_NUMBER
from warehouse import reports
from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports import Period

By = Annotated[
    str,
    typer.Option("--by", help=f"What a row is, separated by commas: {', '.join(reports.DIMENSIONS)}. None: one total."),
]
From = Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day, 2026-01-31. Included.")]
Until = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day, included; by default today.")]
PeriodName = Annotated[
    str,
    typer.Option(metavar="NAME", help=f"Without --from: {', '.join(reports.PRESETS)}; they end with the latest usage."),
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
Limit = Annotated[int | None, typer.Option(min=1, max=GREATEST_NUMBER, help="At most so many rows.")]
KnownAt = Annotated[
    str | None,
    typer.Option(
        metavar="MOMENT|LOAD",
        help="As it was known then: 2026-03-05, 2026-03-05T13:00 (UTC without a zone), or with the load of a number. "
        "Computed from the ledger, which takes as long as a build of those days.",
    ),
]
Basis = Annotated[str, typer.Option(help="utc, or local: days and hours of the client's own time zone.")]


def read_period(from_text: str | None, until_text: str | None, name: str, today: date) -> Period:
    """The days meant by --from, --to and --period; raises `ReportError` if they make no sense together.

    Periods by name end with the latest day of usage, as on the dashboard, but never after `today`.
    """
    if from_text is None:
        if until_text is not None:
            raise ReportError("--to needs --from: say where the period begins.")
        latest = reports.freshness(Scope.operator()).last_usage_date
        return reports.preset(name, min(latest, today) if latest else today)
    return Period(_day("--from", from_text), _day("--to", until_text) if until_text else today)


def read_days(from_text: str | None, until_text: str | None) -> tuple[date | None, date | None]:
    """The days meant by --from and --to where either may be left open."""
    return (_day("--from", from_text) if from_text else None, _day("--to", until_text) if until_text else None)


def read_filters(texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """`client=acme`, `status_code=404,500` … as a filter; a dimension given twice takes the values of both."""
    filters: dict[str, tuple[str, ...]] = {}
    for text in texts:
        name, equals, values = text.partition("=")
        if not equals or not values:
            raise ReportError(f"{text!r} is no filter: write DIMENSION=VALUE, for example status_code=404,500.")
        filters[name.strip()] = (*filters.get(name.strip(), ()), *next(csv.reader([values])))
    return filters


def read_words(text: str | None) -> tuple[str, ...]:
    """Words separated by commas."""
    return tuple(word.strip() for word in (text or "").split(",") if word.strip())


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ReportError(f"{option} {text!r} is no date; write it like 2026-01-31.") from None
