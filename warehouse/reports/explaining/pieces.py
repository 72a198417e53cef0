"""The time behind a line of a resource: its pieces, their days, and the records they come from."""

import hashlib
from typing import LiteralString

import psycopg
from psycopg import sql

from warehouse.reports.explaining.line import BilledLine
from warehouse.reports.explaining.rows import Rows, copied, statement_of
from warehouse.reports.known import schema_of
from warehouse.reports.report import Column, Report, frame_of

# Seconds times how many: a day's share of all of them.
_DAYS_STATEMENT: LiteralString = """
    select day_at::date, count(*), round(sum(
        qty * extract(epoch from least(until_at, (day_at + interval '1 day') at time zone 'UTC')
            - greatest(from_at, day_at at time zone 'UTC'))
    ) / 3600, 12)
    from ({pieces}) as piece
    cross join lateral generate_series(
        date_trunc('day', from_at at time zone 'UTC'), until_at at time zone 'UTC' - interval '1 microsecond',
        interval '1 day'
    ) as day_at
    group by day_at
    order by day_at
"""
_RECORDS_STATEMENT: LiteralString = """
    select
        record.kind, record.record_id, record.state, record.happened_at, record.ledger_no, record.load_id,
        load.file_name, record.line_no
    from {schema}.fct_resource_records as record
    left join marts.fct_loads as load on record.load_id = load.load_id
    where record.provider_id = {provider_id} and (
        record.record_id in (select piece.event_id::text from ({pieces}) as piece)
        or record.record_id in (
            select period.ownership_id::text from {schema}.fct_ownership_periods as period
            inner join ({pieces}) as piece on period.owner_id = piece.owner_id
            where period.provider_id = {provider_id} and period.resource_id = {resource_id}
                and period.owned_from < piece.until_at and period.owned_until > piece.from_at
        )
    )
    order by record.kind, record.happened_at, record.record_id, record.state desc
"""
_DAYS = (
    Column("usage_date", "date", "The day (UTC)."),
    Column("events", "count", "Pieces of time on that day."),
    Column("value", "exact", "Their hours, times how many."),
)
_RECORDS = (
    Column("kind", "text", "What kind of record it is."),
    Column("record_id", "text", "The provider's id of it."),
    Column("state", "text", "open, close, active or inactive."),
    Column("happened_at", "instant", "When that was."),
    Column("ledger_no", "integer", "Its number in the order of commits."),
    Column("load_id", "integer", "The load that brought it; none if it was put by itself."),
    Column("file_name", "text", "The load's file."),
    Column("line_no", "integer", "Its line."),
)


def read_pieces(connection: psycopg.Connection, line: BilledLine) -> Rows:
    """Reads the pieces of time behind a line of a resource."""
    digest = hashlib.sha256()
    for piece in copied(connection, line):
        digest.update(piece)
    parts: dict[str, sql.Composable] = {
        "pieces": statement_of(connection, line),
        "schema": sql.Identifier(schema_of(line.known)),
        "provider_id": sql.Literal(line.said["provider_id"]),
        "resource_id": sql.Literal(line.said["resource_id"]),
    }
    days = connection.execute(sql.SQL(_DAYS_STATEMENT).format(**parts)).fetchall()
    records = connection.execute(sql.SQL(_RECORDS_STATEMENT).format(**parts)).fetchall()
    ((count,),) = connection.execute(sql.SQL("select count(*) from ({pieces}) as piece").format(**parts)).fetchall()
    return Rows(
        count,
        sum(hours for _, _, hours in days),
        digest.hexdigest(),
        Report("days", _DAYS, frame_of(_DAYS, days), ("fct_billable_periods",)),
        Report("records", _RECORDS, frame_of(_RECORDS, records), ("fct_resource_records", "fct_loads")),
    )
