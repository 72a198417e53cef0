"""The ledger's rows behind a line, once, in their order: their digest, their days, the files they came in."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import polars as pl
import psycopg
from psycopg import sql

from warehouse.reports.explaining.line import BilledLine
from warehouse.reports.known import schema_of
from warehouse.reports.report import EXACT, Column, Report

# Of each event its day and instant (UTC), its load and line, and what it is worth to the meter (nothing for a count).
_EVENTS = """
    select event.usage_date, event.usage_at, event.load_id, event.line_no, event.value
    from {schema}.fct_metered_events as event
    where event.client_id = {client_id} and event.meter_id = {meter_id} and event.standing = 'billable'
        and event.usage_month = {usage_month} and event.usage_date between {first} and {last}
        and ({within})
    order by event.usage_date, event.load_id, event.line_no
"""
_SPANS = """
    select segment_from::text, segment_until::text
    from {schema}.fct_charged_spans
    where usage_month = %(usage_month)s and client_id = %(client_id)s and subscription_id = %(subscription_id)s
        and price_id = %(price_id)s and price_from = %(price_from)s
    order by segment_from
"""
# Of each piece of time its event, owner and how many; from when until when (UTC).
_PIECES = """
    select
        greatest(billable_from, {from_at}) as from_at,
        least(billable_until, {until_at}, case when is_open then now() end) as until_at,
        event_id, owner_id, qty
    from {schema}.fct_billable_periods
    where payer_id = {payer_id} and provider_id = {provider_id} and resource_id = {resource_id}
        and product_group = {product_group} and product_name = {product_name} and rate_code = {rate_code}
        and currency = {currency}
        and billable_until > {from_at} and billable_from < least({until_at}, now())
    order by from_at, event_id, owner_id
"""
_SCHEMA = {
    "usage_date": pl.Date, "usage_at": pl.String, "load_id": pl.Int64, "line_no": pl.Int64, "value": pl.String,
}  # fmt: skip
_WORTH = pl.Decimal(38, 18)
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


@dataclass(frozen=True)
class Rows:
    """What the rows come to: how many, the digest of them as CSV, and where they came from."""

    count: int
    value: object
    digest: str
    days: Report
    files: Report


def statement_of(connection: psycopg.Connection, line: BilledLine) -> sql.Composed:
    """The SELECT whose rows, as CSV in UTC without a heading, have the digest."""
    first = line.usage_month
    following = (first + timedelta(days=31)).replace(day=1)
    given = {
        **{name: sql.Literal(value) for name, value in line.said.items() if name != "terms"},
        "schema": sql.Identifier(schema_of(line.known)),
        "first": sql.Literal(first - timedelta(days=1)),
        "last": sql.Literal(following),
        "from_at": sql.Literal(f"{first} 00:00:00+00"),
        "until_at": sql.Literal(f"{following} 00:00:00+00"),
        "within": _within(connection, line) if line.is_usage else sql.SQL("true"),
    }
    # In one line, whatever white space the ids have.
    return sql.SQL(" ".join((_EVENTS if line.is_usage else _PIECES).split())).format(**given)


def _within(connection: psycopg.Connection, line: BilledLine) -> sql.Composable:
    """When the price charged: once, unless the subscription left the plan and came back."""
    spans = sql.SQL(_SPANS).format(schema=sql.Identifier(schema_of(line.known)))
    found = connection.execute(spans, line.said).fetchall()
    if not found:
        return sql.SQL("false")
    between = sql.SQL("(event.usage_at >= {} and event.usage_at < {})")
    return sql.SQL(" or ").join(between.format(*map(sql.Literal, pair)) for pair in found)


def copied(connection: psycopg.Connection, line: BilledLine) -> Iterator[bytes]:
    """The rows as CSV, in pieces as they come."""
    statement = sql.SQL("copy ({}) to stdout (format csv)").format(statement_of(connection, line))
    with connection.cursor().copy(statement) as copy:
        yield from (bytes(piece) for piece in copy)


def read_rows(connection: psycopg.Connection, line: BilledLine) -> Rows:
    """Reads the events behind a line of usage once."""
    digest, sink = hashlib.sha256(), BytesIO()
    for piece in copied(connection, line):
        digest.update(piece)
        sink.write(piece)
    sink.seek(0)
    frame = (
        pl.read_csv(sink, has_header=False, schema=_SCHEMA) if sink.getbuffer().nbytes else pl.DataFrame(schema=_SCHEMA)
    ).with_columns(pl.col("value").cast(_WORTH))
    days = frame.group_by("usage_date").agg(
        pl.len().cast(pl.Int64).alias("events"), pl.col("value").sum().cast(EXACT)
    ).sort("usage_date")  # fmt: skip
    files = frame.group_by("load_id").agg(
        pl.len().cast(pl.Int64).alias("events"),
        pl.col("line_no").min().alias("first_line"),
        pl.col("line_no").max().alias("last_line"),
    )
    return Rows(
        frame.height,
        frame["value"].sum(),
        digest.hexdigest(),
        Report("days", _DAYS, days, ("fct_metered_events",)),
        Report("files", _FILES, _named(connection, files), ("fct_metered_events", "fct_loads")),
    )


def _named(connection: psycopg.Connection, files: pl.DataFrame) -> pl.DataFrame:
    rows = connection.execute(
        "select load_id, coalesce(file_name, 'a batch') from marts.fct_loads where load_id = any(%s)",
        [files["load_id"].to_list()],
    ).fetchall()
    names = pl.DataFrame(rows, schema={"load_id": pl.Int64, "file_name": pl.String}, orient="row")
    return files.join(names, on="load_id", how="left").select([column.name for column in _FILES]).sort("load_id")
