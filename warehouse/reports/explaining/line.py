"""The line that is asked about, and what was known of it then."""

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports.book.reading import payer_rows
from warehouse.reports.known import Known
from warehouse.reports.usage import reading
from warehouse.settings import Settings

# Digits that no figure has more of: Python's own 28 are fewer than an amount may have.
DIGITS = 100

_FROZEN = re.compile(r"(\d{1,18})-(\d{1,9})")
_SAID: LiteralString = """
    line_key, usage_month, source, payer_id, currency, client_id, provider_id, subscription_id, plan_id, price_id,
    price_from::text as price_from, meter_id, resource_id, product_group, product_name, rate_code,
    terms::text as terms
"""
_SUMS = ("events", "quantity", "included_quantity", "billable_quantity", "amount", "amount_cents")
# What is on a line, and what was known of the same thing when it was written: all that was invoiced until then.
_INVOICED = """
    select
        {said}, is_adjustment, invoice_no || '-' || line_no as name, line.amount_cents as own_cents,
        (select ledger_through from marts.fct_closings where usage_month = (
            select usage_month from marts.fct_invoices where invoice_no = %(invoice_no)s
        )) as ledger_through,
        now() as asked_at, so_far.*
    from marts.fct_invoice_lines as line
    cross join lateral (
        select {sums}
        from marts.fct_invoice_lines as earlier
        where earlier.line_key = line.line_key
            and (earlier.invoice_no, earlier.line_no) <= (%(invoice_no)s, %(line_no)s)
    ) as so_far ({names})
    where {own} and invoice_no = %(invoice_no)s and line_no = %(line_no)s
"""
_KNOWN = """
    select
        {said}, false as is_adjustment, line_key::text as name, amount_cents as own_cents,
        null::bigint as ledger_through, now() as asked_at, {names}
    from marts.fct_billing_lines
    where {own} and line_key = %(line_key)s
"""
_EARLIER = """
    select invoice_no || '-' || line_no, amount_cents
    from marts.fct_invoice_lines
    where line_key = %s and invoice_no < %s
    order by invoice_no, line_no
"""
# Whether a day that has events of the line, or a record of its resource, is of later than the closing: as many others,
# worth as much, may stand where those were that were invoiced.
_SINCE = """
    select exists (
        select from marts.fct_metered_daily as metered
        inner join marts.fct_days_built as built on metered.usage_date = built.usage_date
        where %(source)s = 'usage' and metered.client_id = %(client_id)s and metered.meter_id = %(meter_id)s
            and metered.usage_date between %(usage_month)s - 1 and (%(usage_month)s + interval '1 month')::date
            and built.built_through_no > %(ledger_through)s
    ) or exists (
        select from marts.fct_resource_records as record
        where record.provider_id = %(provider_id)s and record.resource_id = %(resource_id)s
            and record.happened_at < (%(usage_month)s + interval '1 month') at time zone 'UTC'
            and record.ledger_no > %(ledger_through)s
    )
"""


@dataclass(frozen=True)
class BilledLine:
    """A line of an invoice, or one that is known now, with what was known of it: quantities and amounts are those.

    `own_cents` is what the line itself says: on an adjustment what is known less what `invoiced` has, line by line.
    What is still open counts until `asked_at`.
    """

    name: str
    said: dict[str, Any]
    is_adjustment: bool
    own_cents: int
    events: int
    quantity: Decimal
    included_quantity: Decimal
    billable_quantity: Decimal
    amount: Decimal
    amount_cents: int
    invoiced: tuple[tuple[str, int], ...]
    asked_at: datetime
    known: Known | None

    @property
    def usage_month(self) -> date:
        """The month of the usage, by its first day."""
        month: date = self.said["usage_month"]
        return month

    @property
    def is_usage(self) -> bool:
        """Whether meters count it, and not resources that were open."""
        return bool(self.said["source"] == "usage")


def find_line(scope: Scope, name: str, settings: Settings | None = None) -> BilledLine:
    """The line `4-3` of an invoice, or the one that has a key; raises `ReportError` if the scope has no such line.

    `known` says as of when the marts must be asked, if what was invoiced is not what is known now.
    """
    with reading(settings) as connection:
        row = _read(connection, scope, name)
        if row is None:
            raise ReportError(
                f"There is no line {name}. Lines are named as `meterhouse report invoice-lines` and `lines` name them."
            )
        through = row["ledger_through"]
        is_known = through is None or _is_as_it_was(connection, row)
        invoiced: list[tuple[str, int]] = []
        if row["is_adjustment"]:
            number = int(name.partition("-")[0])
            invoiced = connection.execute(_EARLIER.encode(), [row["line_key"], number]).fetchall()
    return BilledLine(
        name=row["name"],
        said=_said(row),
        is_adjustment=row["is_adjustment"],
        own_cents=row["own_cents"],
        invoiced=tuple(invoiced),
        asked_at=row["asked_at"],
        known=None if is_known else Known(through, f"when {row['name']} was invoiced"),
        events=int(row["events"]),
        **{name: row[name] for name in _SUMS if name != "events"},
    )


def _read(connection: psycopg.Connection, scope: Scope, name: str) -> dict[str, Any] | None:
    own, given = payer_rows(scope)
    parts: dict[str, sql.Composable] = {
        "said": sql.SQL(_SAID), "own": own, "names": sql.SQL(", ").join(map(sql.Identifier, _SUMS)),
        "sums": sql.SQL(", ").join(sql.SQL("sum({})").format(sql.Identifier("earlier", name)) for name in _SUMS),
    }  # fmt: skip
    if found := _FROZEN.fullmatch(name):
        statement: LiteralString = _INVOICED
        given |= {"invoice_no": int(found[1]), "line_no": int(found[2])}
    else:
        statement = _KNOWN
        given |= {"line_key": _key(name)}
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(sql.SQL(statement).format(**parts), given).fetchone()


def _said(row: dict[str, Any]) -> dict[str, Any]:
    """What the line is about; the price with its numbers as they stand there, not as floating-point ones."""
    said = {key: row[key] for key in row if key not in (*_SUMS, "name", "own_cents", "ledger_through", "asked_at")}
    return said | {"terms": json.loads(row["terms"], parse_float=Decimal), "terms_text": row["terms"]}


def _key(name: str) -> UUID:
    try:
        return UUID(name)
    except ValueError:
        raise ReportError(f"{name!r} is no line: it is 4-3, invoice and line, or the key of a draft's line.") from None


def _is_as_it_was(connection: psycopg.Connection, row: dict[str, Any]) -> bool:
    """Whether what is known now of the same thing, nothing if it is not there any more, is what was invoiced."""
    names = sql.SQL(", ").join(map(sql.Identifier, _SUMS))
    statement = sql.SQL("select {} from marts.fct_billing_lines where line_key = %s").format(names)
    found = connection.execute(statement, [row["line_key"]]).fetchone()
    if (list(found) if found else [0] * len(_SUMS)) != [row[name] for name in _SUMS]:
        return False
    return connection.execute(_SINCE.encode(), row).fetchone() == (False,)
