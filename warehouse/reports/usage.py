"""The usage report: filters in, one parameterised SELECT on public marts, rows out."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import polars as pl
import psycopg

from warehouse.access import Scope
from warehouse.database import connect
from warehouse.errors import ReportError
from warehouse.reports.dimensions import DIMENSIONS
from warehouse.reports.groups import AS_THEY_ARE, Groups
from warehouse.reports.measures import MEASURES
from warehouse.reports.plan import Part, plan
from warehouse.reports.report import Column, Report, frame_of
from warehouse.reports.small_groups import find_groups, notes_on
from warehouse.reports.statement import compose
from warehouse.reports.usage_filter import UsageFilter
from warehouse.settings import Settings
from warehouse.settings import settings as current_settings

# Rows that are in memory at once while a large result goes to a file; about 10 MB.
ROWS_AT_ONCE = 50_000


def run(scope: Scope, asked: UsageFilter, settings: Settings | None = None) -> Report:
    """The whole result of a question; raises `ReportError` if it cannot be answered."""
    parts = plan(scope, asked)
    with reading(settings) as connection:
        return run_on(connection, scope, asked, parts, groups_of(connection, scope, [asked], settings))


def run_on(
    connection: psycopg.Connection, scope: Scope, asked: UsageFilter, parts: Sequence[Part], groups: Groups
) -> Report:
    """The same on a connection that is open, so that several answers see one state of the marts."""
    statement, parameters = compose(scope, asked, parts, groups)
    return _report(asked, parts, groups, connection.execute(statement, parameters).fetchall())


def groups_of(
    connection: psycopg.Connection, scope: Scope, asked: Sequence[UsageFilter], settings: Settings | None
) -> Groups:
    """Which rows of the answers are too small to stand alone; the questions differ in their days only."""
    return find_groups(connection, scope, asked, (settings or current_settings()).smallest_group)


def run_in_pieces(scope: Scope, asked: UsageFilter, settings: Settings | None = None) -> Iterator[Report]:
    """The result as reports of at most `ROWS_AT_ONCE` rows, at least one, so that memory does not grow with it."""
    parts = plan(scope, asked)
    with reading(settings) as connection, connection.cursor(name="usage") as cursor:
        groups = groups_of(connection, scope, [asked], settings)
        cursor.execute(*compose(scope, asked, parts, groups))
        rows = cursor.fetchmany(ROWS_AT_ONCE)
        yield _report(asked, parts, groups, rows)
        while len(rows) == ROWS_AT_ONCE:
            rows = cursor.fetchmany(ROWS_AT_ONCE)
            yield _report(asked, parts, groups, rows)


def _report(asked: UsageFilter, parts: Sequence[Part], groups: Groups, rows: list[tuple[object, ...]]) -> Report:
    columns = columns_of(asked)
    notes = (*([str(asked.known)] if asked.known else []), *notes_on(groups))
    return Report(
        "usage", columns, frame_of(columns, rows), tuple(part.mart.name for part in parts), asked, notes=notes
    )


def tables_read(scope: Scope, asked: UsageFilter) -> tuple[str, ...]:
    """The tables of schema `marts` that the answer is read from, those of readable names included."""
    labels = (DIMENSIONS[name].label for name in (*asked.by, *asked.where))
    marts = (part.mart.name for part in plan(scope, asked))
    return tuple(dict.fromkeys((*marts, *(label.dimension for label in labels if label))))


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
    asked = UsageFilter(from_date, until_date, (dimension,), where=where or {}, limit=limit)
    return [str(value) for value in combinations(scope, asked, settings)[dimension].to_list()]


def combinations(scope: Scope, asked: UsageFilter, settings: Settings | None = None) -> pl.DataFrame:
    """Which values of the dimensions occur together, the most used first: what can be chosen, so nothing is merged."""
    ranked = replace(asked, measures=("requests",), order_by=("-requests",))
    with reading(settings) as connection:
        return run_on(connection, scope, ranked, plan(scope, ranked), AS_THEY_ARE).frame


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
        # And by the usual price of a row from a second process it would read a month out of years with one process,
        # where a month alone is read with several.
        connection.execute("set local enable_indexscan = off; set local parallel_tuple_cost = 0.01")
        yield connection
    except psycopg.errors.UndefinedTable as error:
        raise ReportError(f"The marts are not built yet ({error.diag.message_primary}): run a build first.") from None
    finally:
        connection.close()
