"""`meterhouse expected` and `declare-empty`: which landing days have their files, and which will never have them."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from meterhouse.cli_correct import require_reason
from meterhouse.expected_table import expected_table, summary_of
from meterhouse.tables import console_of_tables, day_span
from orchestration.landing import new_files
from warehouse.errors import LedgerError
from warehouse.ledger import ExpectedDay, all_expected_days, declare_empty, landing_files, withdraw_empty
from warehouse.schema import ensure_schema
from warehouse.settings import Settings, settings
from warehouse.sources import Source, find_source, read_sources

DAYS_SHOWN = 30
FORMATS = ["%Y-%m-%d"]
NOTHING_EXPECTED = (
    "No source says which files it expects. With `expects: {files: 1, since: 2026-03-01}` in its definition one does."
)


def expected(
    from_date: Annotated[
        datetime | None,
        typer.Option("--from", formats=FORMATS, help="First landing day (UTC); 30 days ago.", show_default=False),
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--to", formats=FORMATS, help="Last landing day (UTC).", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines on standard output.")] = False,
) -> None:
    """List the landing days on which files are expected: there, held, awaited, missing, declared empty or overtaken."""
    current, now = settings(), datetime.now(UTC)
    ensure_schema(current)
    days = all_expected_days(current, now)
    last = until.date() if until else now.date()
    first = from_date.date() if from_date else date.fromordinal(max(1, last.toordinal() - DAYS_SHOWN))
    shown = [day for day in days if first <= day.landing_date <= last]
    if as_json:
        for day in shown:
            typer.echo(json.dumps(asdict(day), default=lambda value: value.isoformat()))
        return
    console = console_of_tables()
    if not any(source.expects for source in read_sources(current.sources_path)):
        console.print(NOTHING_EXPECTED, highlight=False, soft_wrap=True)
        return
    if shown:
        console.print(expected_table(shown, _lying(shown, current)))
    for sentence in summary_of(shown, [day for day in days if day.landing_date < first], first, last):
        console.print(sentence, highlight=False, soft_wrap=True)


def declare_empty_command(
    source: Annotated[str, typer.Argument(help="The source, as its file in the sources folder is named.")],
    day: Annotated[datetime, typer.Argument(metavar="DATE", formats=FORMATS, help="The landing day (UTC).")],
    why: Annotated[str, typer.Option(help="Why no file comes, for whoever asks later.")],
    until: Annotated[
        datetime | None,
        typer.Option("--to", formats=FORMATS, help="And all days from DATE through this one.", show_default=False),
    ] = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take back what was declared.")] = False,
) -> None:
    """Say that no file, or no further one, will come of landing days on which files are expected.

    A file that comes nevertheless is loaded as ever. Safe to repeat; nothing is declared unless all days can be.
    """
    require_reason(why)
    current, now = settings(), datetime.now(UTC)
    ensure_schema(current)
    given, first = find_source(source, current), day.date()
    last = until.date() if until else first
    if withdraw:
        taken_back = withdraw_empty(current, given, first, last, why)
        typer.echo(_told(given, "taken back", taken_back.new) or f"Nothing is declared of {given.name} there.")
        return
    _refuse_waiting(given, first, min(last, now.date()), current)
    said = declare_empty(current, given, first, last, why, now=now)
    sentences = (_told(given, "declared empty", said.new), _told(given, "declared empty before", said.before))
    typer.echo("\n".join(filter(None, sentences)))


def _told(source: Source, what: str, days: Sequence[date]) -> str:
    return f"{source.name}: {what}: {day_span(list(days))}." if days else ""


def _refuse_waiting(source: Source, first: date, last: date, current: Settings) -> None:
    """A file that lies there and is not loaded yet, or was refused, must not be declared away."""
    for day in source.expects.days(first, last) if source.expects else ():
        if waiting := new_files([source], current, day):
            raise LedgerError(
                f"{waiting[0].path} is not loaded: `meterhouse load {waiting[0].path} --source {source.name}`; or take "
                f"it away, then say again that {day} is empty."
            )


def _lying(days: Sequence[ExpectedDay], current: Settings) -> dict[tuple[str, date], int]:
    """How many files lie in the landing zone of days that lack some."""
    sources = {source.name: source for source in read_sources(current.sources_path)}
    lacking = [(day.source, day.landing_date) for day in days if day.state in ("missing", "awaited", "declared")]
    return {(name, day): len(landing_files(current, [sources[name]], day)) for name, day in lacking}
