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
# The last day of usage and of months begun, through the end of the running month.
LAST_DAY = """
    select greatest(
        (select max(usage_month) from raw.begun_months),
        (select max(usage_date) from raw.load_days where usage_date < %(running)s::date + interval '1 month')
    )
"""


def running_month(now: datetime) -> date:
    """The first day of the month that has begun somewhere at this instant, though it may not have in UTC."""
    return (now.astimezone(UTC) + FIRST_ZONE).date().replace(day=1)


def month_to_begin(settings: Settings, now: datetime) -> date | None:
    """The running month, if a build is to begin it; else none.

    It is, if it has not begun yet, in a house that has prices and lives: the last usage, or month begun, lies at most
    three months back; or there is none at all.
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

    Raises `LedgerError` for a month that has not begun anywhere, and while nothing has a price.
    """
    first = month.replace(day=1)
    if first > (running := running_month(now)):
        raise LedgerError(f"{first:%Y-%m} has not begun anywhere; the running month is {running:%Y-%m}.")
    with transaction("loader", settings) as connection:
        if not _has_prices(connection):
            raise LedgerError("Nothing has a price: load meters, plans, prices and subscriptions first.")
        lock_ledger(connection)
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
    if not _has_prices(connection) or _has_begun(connection, running):
        return None
    row = connection.execute(LAST_DAY, {"running": running}).fetchone()
    last = (row and row[0]) or running
    months_back = (running.year - last.year) * 12 + running.month - last.month
    return running if months_back <= LIVING_MONTHS else None


def _has_begun(connection: psycopg.Connection, month: date) -> bool:
    return connection.execute("select from raw.begun_months where usage_month = %s", [month]).fetchone() is not None


def _has_prices(connection: psycopg.Connection) -> bool:
    return connection.execute("select exists (select from raw.rating_touches)").fetchone() == (True,)
