"""Dagster's own records, which may quote a record of usage: sentences of refused files, errors, what people typed."""

import json
from typing import Any

import psycopg
from psycopg import sql

from orchestration.instance import SCHEMA
from warehouse.database import connect
from warehouse.erasure import needles
from warehouse.ledger.traces import PlainTraces, Traces
from warehouse.settings import Settings

# Members that hold words for people; all others are names that Dagster itself finds things by.
WORDS = frozenset(
    {"message", "user_message", "text", "md_str", "description", "label", "stack", "skip_reason", "summary"}
)
TEXT_COLUMNS = """
    select class.relname, attribute.attname
    from pg_class as class
    inner join pg_attribute as attribute on class.oid = attribute.attrelid
    where class.relnamespace = to_regnamespace(%s) and class.relkind = 'r' and attribute.attnum > 0
        and attribute.atttypid in ('text'::regtype, 'varchar'::regtype) and not attribute.attisdropped
    order by 1, 2
"""


def redact_dagster_records(traces: PlainTraces, settings: Settings) -> dict[str, int]:
    """Blots the traces out wherever Dagster keeps words for people; rows changed, by table."""
    changed: dict[str, int] = {}
    with connect("owner", settings) as connection:
        for table, column in connection.execute(TEXT_COLUMNS, [SCHEMA]).fetchall():
            if rows := _redact_column(connection, traces, table, column):
                changed[f"{SCHEMA}.{table}"] = changed.get(f"{SCHEMA}.{table}", 0) + rows
    return changed


def redacted_json(text: str, traces: Traces) -> str:
    """A record in JSON with the traces blotted out of its words; as it is if there are none, or if it is no JSON."""
    try:
        given = json.loads(text)
    except ValueError:
        return text
    redacted = _redacted(given, traces, is_words=False)
    return text if redacted == given else json.dumps(redacted)


def _redact_column(connection: psycopg.Connection, traces: PlainTraces, table: str, column: str) -> int:
    name, field = sql.Identifier(SCHEMA, table), sql.Identifier(column)
    naming = sql.SQL("select ctid::text, {1} from {0} where {1} like any(%s) for update").format(name, field)
    update = sql.SQL("update {} set {} = %s where ctid = %s::tid").format(name, field)
    changed = 0
    for place, text in connection.execute(naming, [needles(traces)]).fetchall():
        redacted = redacted_json(text, traces)
        if redacted != text:
            connection.execute(update, [redacted, place])
            changed += 1
    return changed


def _redacted(value: Any, traces: Traces, is_words: bool) -> Any:
    if isinstance(value, dict):
        return {name: _redacted(member, traces, name in WORDS) for name, member in value.items()}
    if isinstance(value, list):
        return [_redacted(member, traces, is_words) for member in value]
    return traces.redacted(value) if is_words and isinstance(value, str) else value
