"""A second look: which tables of the database still name a person, whoever made them."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import psycopg
from psycopg import sql

from warehouse.database import connect
from warehouse.ledger.traces import TELLING_CHARACTERS, PlainTraces
from warehouse.settings import Settings

# Not the events and what is made of them by day: their names are those of clients, projects, endpoints and so on, each
# of which stands in raw.id_days or a dimension too, and their persons are keys. Nor where addresses are, by key.
SEARCHED = """
    select namespace.nspname, class.relname
    from pg_class as class
    inner join pg_namespace as namespace on class.relnamespace = namespace.oid
    where class.relkind = 'r' and namespace.nspname !~ '^pg_' and namespace.nspname <> 'information_schema'
        and not class.relispartition and class.relname not in ('ip_locations', 'int_ip_locations')
        and not (
            namespace.nspname ~ '(intermediate|marts)$' and class.relname !~ '^fct_unknown' and exists (
                select from pg_attribute as attribute
                where attribute.attrelid = class.oid and attribute.attname = 'usage_date'
            )
        )
        and has_table_privilege(class.oid, 'select')
    order by 1, 2
"""


@dataclass(frozen=True)
class Remainder:
    """A table, or a file, and how many of its rows or places name the person."""

    name: str
    places: int


def needles(traces: PlainTraces) -> list[str]:
    """Patterns for `like`: every text that has a trace is like one, be it plain, JSON or the text of a row."""
    short = [] if len(traces.user_id) >= TELLING_CHARACTERS else [traces.client_id]
    spelt = {spelling for value in (*traces.telling, *short) for spelling in spellings(value)}
    return sorted(f"%{_escaped(spelling)}%" for spelling in spelt)


def find_in_tables(traces: PlainTraces, settings: Settings) -> list[Remainder]:
    """Tables with the rows that name the person, but for the events and what is made of them by day."""
    patterns = needles(traces)
    with connect("owner", settings) as connection:
        tables = connection.execute(SEARCHED.encode()).fetchall()
        counted = [Remainder(f"{schema}.{name}", _count(connection, traces, patterns, schema, name))
                   for schema, name in tables]  # fmt: skip
    return [remainder for remainder in counted if remainder.places]


def _count(
    connection: psycopg.Connection, traces: PlainTraces, patterns: Collection[str], schema: str, name: str
) -> int:
    query = sql.SQL("select one::text from {} as one where one::text like any(%s)").format(sql.Identifier(schema, name))
    if (schema, name) == ("raw", "id_days"):  # Of users it has the keys, for every day of every one.
        query += sql.SQL(" and kind <> 'users'")
    with connection.cursor("looked_at") as cursor:
        cursor.execute(query, [list(patterns)])
        return sum(traces.holds(text) for (text,) in cursor)


def spellings(value: str) -> Iterator[str]:
    """The value plain, as JSON writes it, and as the text of a row does."""
    yield value
    yield json.dumps(value)[1:-1]
    yield json.dumps(value, ensure_ascii=False)[1:-1]
    # In the text of a row, quotes and backslashes stand twice.
    yield value.replace("\\", "\\\\").replace('"', '""')


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
