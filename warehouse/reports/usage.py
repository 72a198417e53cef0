"""The usage report: filters in, one parameterised SELECT on public marts, rows out."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date

import psycopg

from warehouse.access import Scope
from warehouse.database import connect
from warehouse.errors import ReportError
from warehouse.reports.dimensions import DIMENSIONS
from warehouse.reports.measures import MEASURES
from warehouse.reports.plan import plan
from warehouse.reports.report import Column, Report, frame_of
from warehouse.reports.statement import compose
from warehouse.reports.usage_filter import UsageFilter
from warehouse.settings import Settings

# Rows that are in memory at once while a large result goes to a file; about 10 MB.
ROWS_AT_ONCE = 50_000


def run(scope: Scope, asked: UsageFilter, settings: Settings | None = None) -> Report:
    """The whole result of a question; raises `ReportError` if it cannot be answered."""
    with reading(settings) as connection:
        return run_on(connection, scope, asked)


def run_on(connection: psycopg.Connection, scope: Scope, asked: UsageFilter) -> Report:
    """The same on a connection that is open, so that several answers see one state of the marts."""
    parts = plan(scope, asked)
    columns = columns_of(asked)
    statement, parameters = compose(scope, asked, parts)
    frame = frame_of(columns, connection.execute(statement, parameters).fetchall())
    return Report("usage", columns, frame, tuple(part.mart.name for part in parts), asked)


def run_in_pieces(scope: Scope, asked: UsageFilter, settings: Settings | None = None) -> Iterator[Report]:
    """The result as reports of at most `ROWS_AT_ONCE` rows, at least one, so that memory does not grow with it."""
    parts = plan(scope, asked)
    columns = columns_of(asked)
    marts = tuple(part.mart.name for part in parts)
    statement, parameters = compose(scope, asked, parts)
    with reading(settings) as connection, connection.cursor(name="usage") as cursor:
        cursor.execute(statement, parameters)
        rows = cursor.fetchmany(ROWS_AT_ONCE)
        yield Report("usage", columns, frame_of(columns, rows), marts, asked)
        while len(rows) == ROWS_AT_ONCE:
            rows = cursor.fetchmany(ROWS_AT_ONCE)
            yield Report("usage", columns, frame_of(columns, rows), marts, asked)


def options(
    scope: Scope,
    dimension: str,
    from_date: date,
    until_date: date,
    *,
    where: Mapping[str, tuple[str, ...]] | None = None,
    limit: int = 500,
    settings: Settings | None = None,
) -> list[str]:
    """The values a dimension takes in a period, the most used first, at most `limit`, as a filter takes them."""
    ranked = ("-requests",)
    asked = UsageFilter(from_date, until_date, (dimension,), ("requests",), where or {}, order_by=ranked, limit=limit)
    return [str(value) for value in run(scope, asked, settings).frame[dimension].to_list()]


def columns_of(asked: UsageFilter) -> tuple[Column, ...]:
    """The columns of the answer: the dimensions, then the measures, in the order asked."""
    local = asked.time_basis == "local"
    dimensions = (DIMENSIONS[name] for name in asked.by)
    measures = (MEASURES[name] for name in asked.measure_names)
    return (
        *(Column(d.name, d.kind, d.description, is_local=local and d.kind == "hour") for d in dimensions),
        *(Column(m.name, m.unit, m.description) for m in measures),
    )


@contextmanager
def reading(settings: Settings | None) -> Iterator[psycopg.Connection]:
    """A connection as reader, read only and on one snapshot; marts that are not built yet become a `ReportError`."""
    connection = connect("reader", settings)
    try:
        connection.read_only = True
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        # A mart lies in the order of its days but not, within a day, in that of its index. The planner knows only the
        # former, so it would fetch a page for every row of a month; by a bitmap it fetches each page once.
        connection.execute("set local enable_indexscan = off")
        yield connection
    except psycopg.errors.UndefinedTable as error:
        raise ReportError(f"The marts are not built yet ({error.diag.message_primary}): run a build first.") from None
    finally:
        connection.close()
