"""A meter's own words as SQL: which counted events it counts, and what each is worth to it.

`fct_metered_events` says the same of all meters by joins; here it is said of one, so that anybody can read what counts,
and reading the rows costs little more than that.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from warehouse.reference.meters import ATTRIBUTE
from warehouse.reports.explaining.line import BilledLine
from warehouse.reports.known import schema_of

# What is billable of a client's events, and whose price charges it then.
_EVENTS: LiteralString = """
    select event.usage_date, event.usage_at, event.load_id, event.line_no, {value} as value
    from {schema}.fct_counted_events as event
    where event.client_id = {client_id} and event.usage_date between {first} and {last}
        and event.status_code < 500 and event.is_listed and ({within}) and ({counts})
"""
_SPANS: LiteralString = """
    select span_from::text, span_until::text
    from {schema}.fct_charged_spans
    where usage_month = %(usage_month)s and client_id = %(client_id)s and subscription_id = %(subscription_id)s
        and price_id = %(price_id)s and price_from = %(price_from)s
    order by span_from
"""
_VERSIONS: LiteralString = """
    select nullif(valid_from, '-infinity') as since, nullif(valid_until, 'infinity') as until, aggregation, value_field,
        filter, time_basis
    from {schema}.dim_meters
    where meter_id = %(meter_id)s
        and valid_from < %(usage_month)s + interval '33 days' and valid_until > %(usage_month)s - interval '2 days'
    order by valid_from
"""
_NOBODY = "00000000-0000-0000-0000-000000000000"
# What an event has that says nothing.
_NOTHING = {"user_key": _NOBODY, "ip_key": _NOBODY, "project_id": "none", "dealer_id": "none"} | dict.fromkeys(
    ("country", "region", "city"), "unknown"
)
# A number as the models take it out of a text, or null.
_NUMBER: LiteralString = """
    case when {text} ~ '^-?[0-9]{{1,18}}(\\.[0-9]{{1,18}})?$' then ({text})::numeric end
"""


@dataclass(frozen=True)
class _Version:
    """A meter as it was from `since` to `until`; None is without beginning, or without end."""

    since: datetime | None
    until: datetime | None
    aggregation: str
    value_field: str | None
    filter: Mapping[str, Sequence[str]]
    time_basis: str

    @property
    def when(self) -> Iterator[sql.Composable]:
        """When it holds."""
        if self.since is not None:
            yield sql.SQL("event.usage_at >= {}").format(sql.Literal(self.since.isoformat()))
        if self.until is not None:
            yield sql.SQL("event.usage_at < {}").format(sql.Literal(self.until.isoformat()))

    @property
    def worth(self) -> sql.Composable:
        """What an event is worth to it; null for a count, and for what is counted once however often it is used."""
        if self.value_field is None or self.aggregation == "unique_count":
            return sql.SQL("null::numeric")
        if self.value_field == "records_total":
            return sql.SQL("event.records_new + event.records_changed")
        text = _field(self.value_field)
        return sql.SQL(" ".join(_NUMBER.split())).format(text=text) if self.value_field.startswith(ATTRIBUTE) else text

    def counts(self, month: date, following: date) -> sql.Composable:
        """Whether it counts an event, in the month by its calendar."""
        day = sql.SQL("event.local_date" if self.time_basis == "local" else "event.usage_date")
        ends = sql.SQL("{day} >= {month} and {day} < {following}")
        conditions = [ends.format(day=day, month=sql.Literal(month), following=sql.Literal(following)), *self.when]
        for name, allowed in self.filter.items():
            values = [int(one) for one in allowed] if name == "status_code" else allowed
            given = sql.SQL(", ").join(map(sql.Literal, values))
            conditions.append(sql.SQL("{} in ({})").format(_field(name), given))
        if self.value_field in _NOTHING and self.aggregation == "unique_count":
            nothing = sql.Literal(_NOTHING[self.value_field])
            conditions.append(sql.SQL("{} <> {}").format(_field(self.value_field), nothing))
        elif self.value_field is not None:
            something = _field(self.value_field) if self.aggregation == "unique_count" else self.worth
            conditions.append(sql.SQL("({}) is not null").format(something))
        return sql.SQL(" and ").join(conditions)


def counted_events(connection: psycopg.Connection, line: BilledLine) -> sql.Composed:
    """The SELECT of the events behind a line of usage: day, instant (UTC), load, line and worth; in no order."""
    first = line.usage_month
    following = (first + timedelta(days=31)).replace(day=1)
    versions = _versions(connection, line)
    return sql.SQL(" ".join(_EVENTS.split())).format(
        value=_worth(versions),
        schema=sql.Identifier(schema_of(line.known)),
        client_id=sql.Literal(line.said["client_id"]),
        first=sql.Literal(first - timedelta(days=1)),
        last=sql.Literal(following),
        within=_within(connection, line),
        counts=_any([version.counts(first, following) for version in versions]),
    )


def _versions(connection: psycopg.Connection, line: BilledLine) -> list[_Version]:
    query = sql.SQL(_VERSIONS).format(schema=sql.Identifier(schema_of(line.known)))
    with connection.cursor(row_factory=class_row(_Version)) as cursor:
        return cursor.execute(query, line.said).fetchall()


def _worth(versions: Sequence[_Version]) -> sql.Composable:
    """One thing, or by the time at which each version held."""
    *earlier, last = versions or [_Version(None, None, "count", None, {}, "utc")]
    whens = [
        sql.SQL("when {} then {}").format(sql.SQL(" and ").join(version.when), version.worth)
        for version in earlier
        if version.worth != last.worth
    ]
    return sql.SQL("case {} else {} end").format(sql.SQL(" ").join(whens), last.worth) if whens else last.worth


def _within(connection: psycopg.Connection, line: BilledLine) -> sql.Composable:
    """When the price charged: once, unless the subscription left the plan and came back."""
    spans = sql.SQL(_SPANS).format(schema=sql.Identifier(schema_of(line.known)))
    between = sql.SQL("event.usage_at >= {} and event.usage_at < {}")
    return _any([between.format(*map(sql.Literal, pair)) for pair in connection.execute(spans, line.said).fetchall()])


def _field(name: str) -> sql.Composable:
    if name.startswith(ATTRIBUTE):
        return sql.SQL("event.attributes ->> {}").format(sql.Literal(name.removeprefix(ATTRIBUTE)))
    return sql.SQL("event.{}").format(sql.Identifier(name))


def _any(conditions: Sequence[Any]) -> sql.Composable:
    return sql.SQL("({})").format(sql.SQL(") or (").join(conditions)) if conditions else sql.SQL("false")
