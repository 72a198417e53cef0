"""Changes into the ledger, one or a batch: kept once, however often they are sent."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from warehouse.database import transaction
from warehouse.errors import RecordRefused
from warehouse.ledger.numbers import next_ledger_no
from warehouse.resources.kinds import read_record
from warehouse.resources.put import Put
from warehouse.rights.record import FeatureChange, require_past, stored_row
from warehouse.rights.refusals import refusal
from warehouse.rights.statements import STANDING, appended, judged
from warehouse.settings import Settings

Row = dict[str, Any]
GIVEN = sql.SQL("select * from jsonb_populate_recordset(null::raw.feature_changes, %(rows)s)")


def put_change(values: Mapping[str, Any], settings: Settings, now: datetime | None = None) -> Put:
    """Puts one change; safe to kill, and to repeat but for an increment without a key.

    Raises `RecordRefused` naming the field that is wrong, an id that is not known, or a time after `now`; then nothing
    is written.
    """
    return put_changes([values], settings, now)[0]


def put_changes(batch: Sequence[Mapping[str, Any]], settings: Settings, now: datetime | None = None) -> list[Put]:
    """Puts a batch in one transaction, all of it or nothing; what became of each, in their order.

    Raises `RecordRefused` for the first that is wrong; of several it says which.
    """
    moment = now or datetime.now(UTC)
    rows = []
    for place, values in enumerate(batch, start=1):
        try:
            rows.append({**stored_row(_read(values, moment), moment), "line_no": place})
        except RecordRefused as fault:
            raise _of(place, batch, fault) from None
    if not rows:
        return []
    with transaction("loader", settings) as connection:
        numbered = {"rows": json.dumps(rows), "ledger_no": next_ledger_no(connection), "load_id": None}
        found = _judged(connection, numbered, batch)
        connection.execute(appended(GIVEN), numbered)
        return [Put(one["outcome"], _standing(connection, row)) for one, row in zip(found, rows, strict=True)]


def _read(values: Mapping[str, Any], now: datetime) -> FeatureChange:
    change = cast("FeatureChange", read_record(FeatureChange, values))
    require_past(change, now)
    return change


def _judged(connection: psycopg.Connection, numbered: Row, batch: Sequence[Mapping[str, Any]]) -> list[Row]:
    with connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(judged(GIVEN), numbered).fetchall()
    for one in found:
        if one["outcome"] == "refused":
            raise _of(one["line_no"], batch, refusal(one))
    return found


def _of(place: int, batch: Sequence[Mapping[str, Any]], fault: RecordRefused) -> RecordRefused:
    where = f"change {place} of {len(batch)}, " if len(batch) > 1 else ""
    return RecordRefused(fault.reason, f"{where}{fault.field}", fault.detail)


def _standing(connection: psycopg.Connection, row: Row) -> FeatureChange:
    stands = connection.execute(STANDING.encode(), row).fetchone()
    return FeatureChange.from_row(json.loads(stands[0], parse_float=Decimal) if stands else row)
