"""The ledger's rows behind a line, once, in their order: their digest, their days, the files they came in."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import LiteralString

import psycopg
from psycopg import sql

from warehouse.parsing import map_ahead
from warehouse.reports.explaining.counting import counted_events
from warehouse.reports.explaining.line import DIGITS, BilledLine
from warehouse.reports.known import schema_of
from warehouse.reports.report import Column, Report, frame_of
from warehouse.reports.usage import reading
from warehouse.settings import Settings

# Of each piece of time its event, owner and how many; from when until when (UTC).
_PIECES: LiteralString = """
    select
        greatest(billable_from, {from_at}) as from_at,
        least(billable_until, {until_at}, case when is_open then {asked_at} end) as until_at,
        event_id, owner_id, qty
    from {schema}.fct_billable_periods
    where payer_id = {payer_id} and provider_id = {provider_id} and resource_id = {resource_id}
        and product_group = {product_group} and product_name = {product_name} and rate_code = {rate_code}
        and currency = {currency}
        and billable_until > {from_at} and billable_from < least({until_at}, {asked_at})
    order by from_at, event_id, owner_id
"""
# The same rows, some tens of thousands of one load's day at a time: their text as COPY writes it, and what it comes to.
_GATHERED: LiteralString = """
    select
        usage_date, load_id, count(*), min(line_no), max(line_no), coalesce(sum(value), 0),
        convert_to(string_agg(
            concat(usage_date, ',', usage_at, ',', load_id, ',', line_no, ',', value, {end}), '' order by line_no
        ), 'UTF8')
    from ({events}) as events
    where usage_date between {first} and {last}
    group by usage_date, load_id, line_no / 50000
    order by usage_date, load_id, line_no / 50000
"""
_DAYS = (
    Column("usage_date", "date", "The day (UTC)."),
    Column("events", "count", "Events of that day behind the line."),
    Column("value", "exact", "What they add up to, for a meter that adds up values."),
)
_FILES = (
    Column("load_id", "integer", "The load."),
    Column("file_name", "text", "The file that it read."),
    Column("events", "count", "Events of it behind the line."),
    Column("first_line", "integer", "The first of their lines in the file."),
    Column("last_line", "integer", "The last."),
)


# Day, load, how many, the first and last line, what they add up to, and their text.
_Gathered = tuple[date, int, int, int, int, Decimal, bytes]
_EVENTS_AT_ONCE = 500_000


@dataclass(frozen=True)
class Rows:
    """What the rows come to: how many, the digest of them as CSV, and where they came from."""

    count: int
    value: object
    digest: str
    days: Report
    files: Report


def statement_of(connection: psycopg.Connection, line: BilledLine) -> sql.Composed:
    """The SELECT whose rows, as CSV in UTC without a heading, have the digest; in one line if the ids are."""
    if line.is_usage:
        return counted_events(connection, line) + sql.SQL(" order by usage_date, load_id, line_no")
    following = (line.usage_month + timedelta(days=31)).replace(day=1)
    given = {
        **{name: sql.Literal(value) for name, value in line.said.items() if name != "terms"},
        "schema": sql.Identifier(schema_of(line.known)),
        "from_at": sql.Literal(f"{line.usage_month} 00:00:00+00"),
        "until_at": sql.Literal(f"{following} 00:00:00+00"),
        "asked_at": sql.Literal(line.asked_at),
    }
    return sql.SQL(" ".join(_PIECES.split())).format(**given)


def copied(connection: psycopg.Connection, line: BilledLine) -> Iterator[bytes]:
    """The rows as CSV, in pieces as they come."""
    statement = sql.SQL("copy ({}) to stdout (format csv)").format(statement_of(connection, line))
    with connection.cursor().copy(statement) as copy:
        yield from (bytes(piece) for piece in copy)


def read_rows(connection: psycopg.Connection, line: BilledLine, settings: Settings | None) -> Rows:
    """Reads the events behind a line of usage once."""
    digest = hashlib.sha256()
    days: dict[date, tuple[int, Decimal]] = {}
    files: dict[int, tuple[int, int, int]] = {}
    with localcontext(prec=DIGITS):
        for usage_date, load_id, events, first, last, value, text in _gathered(connection, line, settings):
            digest.update(text)
            counted, worth = days.get(usage_date, (0, Decimal(0)))
            days[usage_date] = counted + events, worth + value
            counted, earliest, latest = files.get(load_id, (0, first, last))
            files[load_id] = counted + events, min(earliest, first), max(latest, last)
        value = sum((worth for _, worth in days.values()), Decimal(0))
        by_day = [(day, counted, round(worth, 12)) for day, (counted, worth) in days.items()]
    return Rows(
        sum(events for events, _ in days.values()),
        value,
        digest.hexdigest(),
        Report("days", _DAYS, frame_of(_DAYS, by_day), ("fct_counted_events",)),
        Report("files", _FILES, frame_of(_FILES, _named(connection, files)), ("fct_counted_events", "fct_loads")),
    )


def _gathered(connection: psycopg.Connection, line: BilledLine, settings: Settings | None) -> Iterator[_Gathered]:
    """Many events are read by spans of days, the next while one is looked at, all of them as of one instant."""
    events = counted_events(connection, line)
    statements = [
        sql.SQL(_GATHERED).format(events=events, first=first, last=last, end=sql.Literal("\n")).as_string(connection)
        for first, last in _spans_of_days(line)
    ]
    row = connection.execute("select pg_export_snapshot()").fetchone() or ("",)

    def read(statement: str) -> list[_Gathered]:
        with reading(settings) as beside, beside.cursor(binary=True) as cursor:
            beside.execute(sql.SQL("set transaction snapshot {}").format(row[0]))
            return cursor.execute(statement.encode()).fetchall()

    for found in map_ahead(read, statements):
        yield from found


def _spans_of_days(line: BilledLine) -> Iterator[tuple[date, date]]:
    """The line's days, a day on either side for months of other calendars, in parts of about half a million events."""
    first, days = line.usage_month - timedelta(days=1), 33
    parts = min(days, max(1, -(-line.events // _EVENTS_AT_ONCE)))
    for part in range(parts):
        begins, ends = (days * place // parts for place in (part, part + 1))
        yield first + timedelta(days=begins), first + timedelta(days=ends - 1)


def _named(connection: psycopg.Connection, files: dict[int, tuple[int, int, int]]) -> list[tuple[object, ...]]:
    rows = connection.execute(
        "select load_id, coalesce(file_name, 'a batch') from marts.fct_loads where load_id = any(%s)", [list(files)]
    ).fetchall()
    names: dict[int, str] = dict(rows)
    return [(load_id, names.get(load_id), *files[load_id]) for load_id in sorted(files)]
