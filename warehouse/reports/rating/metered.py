"""What one meter says of any span of time, whole or in windows, before any price."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, LiteralString
from zoneinfo import available_timezones

import psycopg
from psycopg import sql

from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports.marts import MAX_EVENT_DAYS
from warehouse.reports.report import Column, Report, frame_of
from warehouse.reports.usage import reading
from warehouse.settings import Settings

_COLUMNS = (
    Column("client_id", "text", "The client."),
    Column("window_from", "instant", "First instant of the window; of the whole span without windows."),
    Column("window_until", "instant", "Its end, not included."),
    Column("events", "count", "Events that count, within the window."),
    Column("events_carried", "count", "Events before it whose balance goes on; 0 for a meter that begins anew."),
    Column("quantity", "exact", "What the meter makes of them."),
)
_MARTS = ("fct_metered_events", "fct_metered_daily", "dim_meters")
_LATEST: LiteralString = "(max(array[extract(epoch from usage_at), value]))[2]"
# What a meter makes of the events of a window.
_QUANTITIES: dict[str, LiteralString] = {
    "count": "count(*)::numeric",
    "sum": "sum(value)",
    "max": "max(value)",
    "latest": _LATEST,
    "unique_count": "count(distinct thing)::numeric",
    "percentile": "(array_agg(value order by value))[ceil(%(percentile)s * count(*) / 100)::integer]",
}
# The balance of meters that carry over: what stood at the beginning, and what came.
_BALANCES: dict[str, LiteralString] = {
    "count": "coalesce(min(before.quantity), 0) + count(usage_at)",
    "sum": "coalesce(min(before.quantity), 0) + coalesce(sum(value), 0)",
    "latest": f"coalesce({_LATEST}, min(before.latest_value))",
    "unique_count": "count(distinct thing)::numeric",
    "weighted_sum": "(coalesce(min(before.quantity), 0) * extract(epoch from %(until)s - %(from)s)"
    " + coalesce(sum(value * extract(epoch from %(until)s - greatest(usage_at, %(from)s))), 0))::numeric(60, 24)"
    " / extract(epoch from %(until)s - %(from)s)",
}
_WINDOWED = """
    select client_id, window_from, window_until, count(*), 0::bigint, round({quantity}, 12)
    from (select event.*, {begins} as window_from, {ends} as window_until from ({events}) as event) as event
    where window_from >= {first} and window_from < %(until)s
    group by client_id, window_from, window_until
    order by client_id collate "C", window_from
"""
# The window in which an instant lies, by the clock of a zone. The hour that a clock repeats in autumn is one.
_BIN: LiteralString = "date_bin(%(window)s, {at} at time zone %(zone)s, timestamp '1970-01-01')"
_CARRIED = """
    with before as (
        select
            client_id, sum(events) as events, sum(quantity) as quantity,
            (max(array[extract(epoch from latest_at), latest_value]))[2] as latest_value
        from marts.fct_metered_daily
        where {who} and usage_date < %(first_day)s
        group by client_id
    )
    select
        client_id, %(from)s::timestamptz, %(until)s::timestamptz,
        count(*) filter (where usage_at >= %(from)s),
        (coalesce(min(before.events), 0) + count(*) filter (where usage_at < %(from)s))::bigint,
        round({quantity}, 12)
    from ({events}) as event
    full join before using (client_id)
    group by client_id
    order by client_id collate "C"
"""


@dataclass(frozen=True)
class MeterFilter:
    """A question about a meter from `from_at` until `until_at`, not included; raises `ReportError` if it is wrong.

    `window_seconds` cuts the span into windows that are as long, by the clock of `time_zone`; the span is widened to
    whole ones, and those without events have no row.
    """

    meter_id: str
    from_at: datetime
    until_at: datetime
    window_seconds: int | None = None
    time_zone: str = "UTC"

    def __post_init__(self) -> None:
        if self.from_at.tzinfo is None or self.until_at.tzinfo is None:
            raise ReportError("A meter is read between two instants, which have a time zone.")
        if not self.from_at < self.until_at:
            raise ReportError(f"The span ends ({self.until_at}) before it has begun ({self.from_at}).")
        if self.until_at - self.from_at > timedelta(days=MAX_EVENT_DAYS):
            raise ReportError(f"A meter is read over {MAX_EVENT_DAYS} days at most; bills hold its months.")
        if self.window_seconds is not None and not 1 <= self.window_seconds <= 31 * 86400:
            raise ReportError("A window has from 1 second to 31 days.")
        if self.time_zone not in available_timezones():
            raise ReportError(f"There is no time zone {self.time_zone!r}; name one such as Europe/Berlin.")


def metered(scope: Scope, asked: MeterFilter, settings: Settings | None = None) -> Report:
    """What a meter makes of each client's billable events: a row for each window, or one for the span."""
    if scope.role == "dealer":
        raise ReportError("Meters are of clients; a dealer has none.")
    with reading(settings) as connection:
        meter = _meter(connection, asked)
        rows = connection.execute(*_compose(scope, asked, meter)).fetchall()
    return Report("metered", _COLUMNS, frame_of(_COLUMNS, rows), _MARTS, notes=(asked.meter_id,))


def _meter(connection: psycopg.Connection, asked: MeterFilter) -> tuple[Any, ...]:
    row = connection.execute(
        "select aggregation, percentile, carries_over from marts.dim_meters where meter_id = %s "
        "order by valid_from desc limit 1",
        [asked.meter_id],
    ).fetchone()
    if row is None:
        raise ReportError(f"There is no meter {asked.meter_id!r}; `meterhouse reference meters FILE` loads meters.")
    if row[2] and asked.window_seconds is not None:
        raise ReportError(f"{asked.meter_id} carries over: ask for its balance at an end, without windows.")
    return row


def _compose(scope: Scope, asked: MeterFilter, meter: tuple[Any, ...]) -> tuple[sql.Composed, dict[str, object]]:
    aggregation, percentile, carries_over = meter
    window = timedelta(seconds=asked.window_seconds or 0)
    # Of distinct things nothing less than all of them tells which are new.
    is_of_all_time = carries_over and aggregation == "unique_count"
    parameters: dict[str, object] = {
        "meter": asked.meter_id, "from": asked.from_at, "until": asked.until_at, "percentile": percentile,
        "zone": asked.time_zone, "window": window,
        "first_day": date(1970, 1, 1) if is_of_all_time else (asked.from_at.astimezone(UTC) - window).date(),
        "last_day": (asked.until_at.astimezone(UTC) + window).date(),
    }  # fmt: skip
    allowed: list[sql.Composable] = [sql.SQL("meter_id = %(meter)s and standing = 'billable'")]
    for number, restriction in enumerate(scope.restrictions):
        parameters[f"scope_{number}"] = list(restriction.values)
        name = sql.Identifier(restriction.column)
        allowed.append(sql.SQL("{} = any({})").format(name, sql.Placeholder(f"scope_{number}")))
    who = sql.SQL(" and ").join(allowed)
    return (_carried if carries_over else _windowed)(asked, aggregation, who), parameters


def _carried(asked: MeterFilter, aggregation: str, who: sql.Composed) -> sql.Composed:
    del asked
    return sql.SQL(_CARRIED).format(
        quantity=sql.SQL(_BALANCES[aggregation]), who=who, events=_events(who, sql.SQL("usage_at < %(until)s"))
    )


def _windowed(asked: MeterFilter, aggregation: str, who: sql.Composed) -> sql.Composed:
    quantity = sql.SQL(_QUANTITIES[aggregation])
    first: sql.Composable = sql.SQL("%(from)s::timestamptz")
    begins = first
    ends: sql.Composable = sql.SQL("%(until)s::timestamptz")
    within: sql.Composable = sql.SQL("usage_at >= %(from)s and usage_at < %(until)s")
    if asked.window_seconds is not None:
        first, begins = _begins("%(from)s::timestamptz"), _begins("usage_at")
        ends = sql.SQL("({} + %(window)s) at time zone %(zone)s").format(sql.SQL(_BIN).format(at=sql.SQL("usage_at")))
        within = sql.SQL("true")
    events = _events(who, within)
    return sql.SQL(_WINDOWED).format(quantity=quantity, begins=begins, ends=ends, first=first, events=events)


def _begins(instant: LiteralString) -> sql.Composed:
    return sql.SQL("({}) at time zone %(zone)s").format(sql.SQL(_BIN).format(at=sql.SQL(instant)))


def _events(who: sql.Composed, within: sql.Composable) -> sql.Composed:
    return sql.SQL(
        "select * from marts.fct_metered_events where {} and usage_date between %(first_day)s and %(last_day)s and {}"
    ).format(who, within)
