"""Closing a month: one transaction that writes its invoices into the book, and nothing afterwards changes them."""

import getpass
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import psycopg
from psycopg.rows import class_row, dict_row
from pydantic import BaseModel

from warehouse.book.months import BillingMonth
from warehouse.book.obstacles import Obstacle
from warehouse.database import transaction
from warehouse.errors import ClosingRefused
from warehouse.ledger import months_to_rate
from warehouse.ledger.tombstones import without_erased
from warehouse.resources import is_behind
from warehouse.settings import Settings

CLOSINGS = """
    select
        closing_no, usage_month, closed_at, closed_by, ledger_through, begins_with, is_forced, why, obstacles, invoices,
        lines
    from book.closings
"""
EARLIER = "select distinct usage_month from marts.fct_billing_lines where usage_month < %s order by usage_month"
# Days, resources or prices that marts know beyond the number, or are about to.
BUILT_SINCE = """
    select
        exists (select from marts.fct_days_built where built_through_no > %(through)s and usage_date <= %(last_day)s)
        or exists (select from marts.fct_resources_built where built_through_no > %(through)s)
        or exists (
            select from raw.rating_touches as touch
            inner join raw.load_verdicts as verdict on touch.load_id = verdict.load_id
            where verdict.verdict <> 'held' and verdict.verdict_no > %(through)s
        )
"""


class Closing(BaseModel):
    """A month that is closed: by whom, on which state of the ledger, what spoke against it, and what it wrote."""

    closing_no: int
    usage_month: date
    closed_at: datetime
    closed_by: str
    ledger_through: int
    begins_with: date | None
    is_forced: bool
    why: str | None
    obstacles: list[dict[str, Any]]
    invoices: int
    lines: int

    @property
    def month(self) -> BillingMonth:
        """The month that is closed."""
        return BillingMonth(self.usage_month)


def close_month(
    month: BillingMonth,
    through: int,
    settings: Settings,
    *,
    by: str | None = None,
    begins_with: BillingMonth | None = None,
    why: str | None = None,
    against: Sequence[Obstacle] = (),
) -> Closing:
    """Writes the month's invoices, and the adjustments of earlier months; of a closed month answers its closing.

    `through` is the ledger number through which the marts know the ledger. `against` is what speaks against it; then
    `why` says why it is closed nevertheless. Raises `ClosingRefused` for a month that is not the next, and for the
    first one if months before it have lines of which nobody said that they are billed elsewhere (`begins_with`); and
    if a build has made marts since that know more.
    """
    known = [one.as_record() for one in against]
    first = begins_with.first if begins_with else None
    reason = None if why is None else without_erased(why, settings)
    given = [month.first, through, by or getpass.getuser(), first, bool(against), reason, json.dumps(known)]
    with transaction("owner", settings) as connection:
        if read := _read(connection, month):
            return read
        _require_beginning(connection, month, begins_with)
        try:
            connection.execute("select book.close_month(%s, %s, %s, %s, %s, %s, %s)", given)
        except psycopg.errors.ObjectNotInPrerequisiteState as error:
            raise ClosingRefused(f"{month} is not the next month: {error.diag.message_primary}") from None
        except psycopg.errors.NumericValueOutOfRange:
            raise ClosingRefused(f"An invoice of {month} is more than can be owed: look at its lines.") from None
        _require_unchanged(connection, month, through, settings, against)
        closed = _read(connection, month)
    assert closed is not None  # noqa: S101 - it was written in the same transaction
    return closed


def require_turn(month: BillingMonth, begins_with: BillingMonth | None, settings: Settings) -> None:
    """Raises `ClosingRefused` for a month that is not the next, before anybody looks whether it is whole."""
    with transaction("owner", settings) as connection:
        _require_beginning(connection, month, begins_with)
        row = connection.execute("select max(usage_month) from book.closings").fetchone()
    if row and row[0] and month != (next_month := BillingMonth(row[0]).next):
        raise ClosingRefused(f"{month} is not the next month: The book goes on with {next_month}.")


def read_closing(month: BillingMonth, settings: Settings) -> Closing | None:
    """The closing of a month, or none if it is open."""
    with transaction("owner", settings) as connection:
        return _read(connection, month)


def read_closings(settings: Settings) -> list[Closing]:
    """All of them in their order."""
    with transaction("owner", settings) as connection, connection.cursor(row_factory=class_row(Closing)) as cursor:
        return cursor.execute(f"{CLOSINGS} order by closing_no".encode()).fetchall()


def _read(connection: psycopg.Connection, month: BillingMonth) -> Closing | None:
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(f"{CLOSINGS} where usage_month = %s".encode(), [month.first]).fetchone()
    return Closing(**row) if row else None


def _require_unchanged(
    connection: psycopg.Connection, month: BillingMonth, through: int, settings: Settings, against: Sequence[Obstacle]
) -> None:
    """What was written is what was checked: asked after the lines were read, so that no build comes in between."""
    given = {"through": through, "last_day": month.utc_days[1]}
    was_behind = any(one.subject == "resources" for one in against)
    was_due = any(one.reason == "not_rated" for one in against)
    is_changed = connection.execute(BUILT_SINCE.encode(), given).fetchone() == (True,)
    is_due = any(due <= month.first for due in months_to_rate(settings))
    if is_changed or (is_behind(settings) and not was_behind) or (is_due and not was_due):
        raise ClosingRefused(f"Something {month} rests on was changed while it was checked: close it again.")


def _require_beginning(connection: psycopg.Connection, month: BillingMonth, begins_with: BillingMonth | None) -> None:
    """Nobody is billed for years of usage because the first month that was closed is not the first there is."""
    begun = connection.execute("select count(*) > 0 from book.closings").fetchone() == (True,)
    if begins_with and begun:
        raise ClosingRefused("The book has begun already: what it begins with cannot be said again.")
    if begins_with and begins_with > month:
        raise ClosingRefused(f"A book that begins with {begins_with} does not close {month}.")
    if begun or begins_with:
        return
    earlier = [f"{first:%Y-%m}" for (first,) in connection.execute(EARLIER.encode(), [month.first])]
    if earlier:
        raise ClosingRefused(
            f"Months before {month} have lines and are not closed: {', '.join(earlier)}. Close {earlier[0]} first; or "
            f"say --begin-with {month} if they are billed elsewhere, or --begin-with {earlier[0]} to have all of it on "
            "the first invoices."
        )
