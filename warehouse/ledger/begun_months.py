"""Months begun for billing: fees are owed in months that nobody has used anything in, too."""

import getpass
from datetime import UTC, date, datetime, timedelta

import psycopg

from warehouse.database import transaction
from warehouse.errors import LedgerError
from warehouse.ledger.numbers import lock_ledger, next_ledger_no
from warehouse.settings import Settings

# Of the time zones that clients have, the first in which a month begins is fourteen hours before UTC.
FIRST_ZONE = timedelta(hours=14)
# A house whose last month lies further back holds history: its builds begin no months by themselves.
LIVING_MONTHS = 3
BUILD = "build"
# Whether anything has a price, and the house lives: by usage that stands, or months begun.
LIVES = """
    select
        exists (
            select from raw.rating_touches as touch
            where (
                select verdict.verdict from raw.load_verdicts as verdict
                where verdict.load_id = touch.load_id order by verdict.verdict_no desc limit 1
            ) = 'accepted'
        )
        and (
            exists (select from raw.begun_months where usage_month >= %(since)s)
            or exists (
                select from raw.load_days as day
                where day.usage_date >= %(since)s and day.usage_date < %(running)s::date + interval '1 month'
                    and (
                        select verdict.verdict from raw.load_verdicts as verdict
                        where verdict.load_id = day.load_id order by verdict.verdict_no desc limit 1
                    ) = 'accepted'
            )
        )
"""
# The first month of which anything can be owed that is not invoiced: since the first subscription, and in the book.
FIRST_MONTH = """
    select greatest(
        (
            select min(left(record.payload ->> 'starts_at', 7) || '-01')::date
            from raw.reference_records as record
            where record.kind = 'subscriptions'
        ),
        (select min(least(closing.begins_with, closing.usage_month)) from book.closings as closing)
    )
"""


def running_month(now: datetime) -> date:
    """The first day of the month that has begun somewhere at this instant, though it may not have in UTC."""
    return (now.astimezone(UTC) + FIRST_ZONE).date().replace(day=1)


def begun_through(settings: Settings) -> date | None:
    """The last month that has begun, whether anything was used in it or not."""
    with transaction("loader", settings) as connection:
        row = connection.execute("select max(usage_month) from raw.begun_months").fetchone()
    return row[0] if row else None


def month_to_begin(settings: Settings, now: datetime) -> date | None:
    """The running month, if a build is to begin it; else none.

    It is, if it has not begun yet, in a house that has prices and lives: usage that stands, or a month begun, lies at
    most three months back. The first month of a house without usage begins a person.
    """
    with transaction("loader", settings) as connection:
        return _month_to_begin(connection, now)


def begin_running_month(settings: Settings, now: datetime) -> date | None:
    """Begins the month that `month_to_begin` names, if any; answers it. Again, it finds nothing to begin."""
    if month_to_begin(settings, now) is None:
        return None
    with transaction("loader", settings) as connection:
        lock_ledger(connection)
        if month := _month_to_begin(connection, now):
            _begin(connection, month, BUILD)
    return month


def begin_month(settings: Settings, month: date, now: datetime, *, by: str | None = None) -> bool:
    """Begins a month, and with it those between it and usage; whether it had not begun before.

    Raises `LedgerError` for a month that has not begun anywhere, and for one in which nothing can be owed: before the
    first subscription, or before the month that the book begins with.
    """
    first = month.replace(day=1)
    if first > (running := running_month(now)):
        raise LedgerError(f"{first:%Y-%m} has not begun anywhere; the running month is {running:%Y-%m}.")
    with transaction("owner", settings) as connection:
        lock_ledger(connection)
        earliest = _first_month(connection)
        if earliest is None:
            raise LedgerError("Nobody subscribes to anything: load meters, plans, prices and subscriptions first.")
        if first < earliest:
            raise LedgerError(
                f"Nothing can be owed for {first:%Y-%m}: subscriptions, or the book, begin {earliest:%Y-%m}."
            )
        is_new = not _has_begun(connection, first)
        if is_new:
            _begin(connection, first, by or getpass.getuser())
    return is_new


def _begin(connection: psycopg.Connection, month: date, by: str) -> None:
    connection.execute(
        "insert into raw.begun_months (usage_month, ledger_no, begun_by) values (%s, %s, %s)",
        [month, next_ledger_no(connection), by],
    )


def _month_to_begin(connection: psycopg.Connection, now: datetime) -> date | None:
    running = running_month(now)
    if _has_begun(connection, running):
        return None
    since = running
    for _ in range(LIVING_MONTHS):
        since = (since - timedelta(days=1)).replace(day=1)
    lives = connection.execute(LIVES, {"running": running, "since": since}).fetchone() == (True,)
    return running if lives else None


def _first_month(connection: psycopg.Connection) -> date | None:
    row = connection.execute(FIRST_MONTH).fetchone()
    return row[0] if row else None


def _has_begun(connection: psycopg.Connection, month: date) -> bool:
    return connection.execute("select from raw.begun_months where usage_month = %s", [month]).fetchone() is not None
