"""Landing days declared empty: a person's word that no more files of a source will come of them, and its withdrawal."""

import getpass
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

import psycopg

from warehouse.database import transaction
from warehouse.errors import LedgerError
from warehouse.ledger.landing_days import Files, read_declarations, read_files
from warehouse.ledger.numbers import lock_ledger, next_ledger_no
from warehouse.ledger.tombstones import redacted_within
from warehouse.settings import Settings
from warehouse.sources import ExpectedFiles, Source

NAMES_SHOWN = 5


@dataclass(frozen=True)
class SaidOfDays:
    """What came of it: the days it was newly said of, and those of which it stood already."""

    new: tuple[date, ...]
    before: tuple[date, ...]


def declare_empty(
    settings: Settings, source: Source, first: date, last: date, why: str, *, now: datetime, by: str | None = None
) -> SaidOfDays:
    """Says of every expected landing day from `first` through `last` that no more files of the source will come.

    All of the days or none; saying it again changes nothing. Under the commit lock, so that no file comes in between.
    Raises `LedgerError` where nothing is expected, a day has not begun, or has its files or a held load already.
    """
    days = _expected_days(source, first, last, now)
    with transaction("loader", settings) as connection:
        lock_ledger(connection)
        found = read_files(connection, [source.name], first, last)
        files = {day: found.get((source.name, day), Files(source.name, day)) for day in days}
        _refuse_days_with_files(source, files.values())
        said = read_declarations(connection, [source.name], first, last)
        before = {day for (_, day), declared in said.items() if day in files and declared.holds(files[day])}
        new = [files[day] for day in days if day not in before]
        _append(connection, new, "declared", redacted_within(connection, why, settings), by)
    return SaidOfDays(tuple(one.landing_date for one in new), tuple(sorted(before)))


def withdraw_empty(
    settings: Settings, source: Source, first: date, last: date, why: str, *, by: str | None = None
) -> SaidOfDays:
    """Takes back what was declared of the landing days from `first` through `last`; `before` is empty.

    Days of which nothing is declared are left alone, so withdrawing again changes nothing.
    """
    _check_order(first, last)
    with transaction("loader", settings) as connection:
        lock_ledger(connection)
        files = read_files(connection, [source.name], first, last)
        said = read_declarations(connection, [source.name], first, last)
        days = sorted(day for (_, day), declared in said.items() if declared.state == "declared")
        new = [files.get((source.name, day), Files(source.name, day)) for day in days]
        _append(connection, new, "withdrawn", redacted_within(connection, why, settings), by)
    return SaidOfDays(tuple(days), ())


def _append(
    connection: psycopg.Connection,
    days: Iterable[Files],
    state: Literal["declared", "withdrawn"],
    why: str,
    by: str | None,
) -> None:
    """One row a day, all of one ledger number."""
    if not (days := list(days)):
        return
    ledger_no, who = next_ledger_no(connection), by or getpass.getuser()
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into raw.empty_day_declarations "
            "(ledger_no, source, landing_date, state, files_found, reason, decided_by) "
            "values (%s, %s, %s, %s, %s, %s, %s)",
            [(ledger_no, day.source, day.landing_date, state, day.found, why, who) for day in days],
        )


def _expected_days(source: Source, first: date, last: date, now: datetime) -> list[date]:
    _check_order(first, last)
    today = now.astimezone(UTC).date()
    if last > today:
        raise LedgerError(f"{last} has not begun: what will not come then, nobody knows. Today is {today} (UTC).")
    if source.expects is None:
        raise LedgerError(f"No files of {source.name} are expected: its definition has no `expects`.")
    days = source.expects.days(first, last)
    if not days:
        span = f"on {first}" if first == last else f"from {first} to {last}"
        raise LedgerError(f"No files of {source.name} are expected {span}, but {_words(source.expects)}.")
    return days


def _check_order(first: date, last: date) -> None:
    if last < first:
        raise LedgerError(f"--to {last} lies before {first}.")


def _words(expects: ExpectedFiles) -> str:
    until = f" until {expects.until}" if expects.until else ""
    return f"from {expects.since}{until} on {', '.join(expects.weekdays)}"


def _refuse_days_with_files(source: Source, days: Iterable[Files]) -> None:
    expected = source.expects.files if source.expects else 0
    complete = [day.landing_date for day in days if day.found >= expected]
    if complete:
        raise LedgerError(f"Files of {source.name} are there: {_listed(complete)}. `meterhouse expected` shows them.")
    held = [day.landing_date for day in days if day.held]
    if held:
        raise LedgerError(
            f"Files of {source.name} are held: {_listed(held)}. `meterhouse loads --state held` shows them; accept or "
            "void each, then say it again."
        )


def _listed(days: list[date]) -> str:
    return ", ".join(map(str, days[:NAMES_SHOWN])) + (" …" if len(days) > NAMES_SHOWN else "")
