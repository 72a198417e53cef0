"""One record into the open/close ledger: kept once, however often and by however many it is sent."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from warehouse.database import transaction
from warehouse.errors import LedgerError, RecordRefused
from warehouse.events import QuarantineReason
from warehouse.instants import write_instant
from warehouse.ledger.numbers import next_ledger_no
from warehouse.resources.kinds import Record, kind_of, read_record, stored_row
from warehouse.resources.statements import appended, judged, standing
from warehouse.settings import Settings

Outcome = Literal["created", "repeated", "conflict"]


@dataclass(frozen=True)
class Put:
    """What became of a record that was sent, and the record that stands now.

    `created`: it stands; `repeated`: it stood already; `conflict`: another content stands under its identity and goes
    on standing, and what was sent is listed.
    """

    outcome: Outcome
    record: Record


def put(kind_name: str, values: Mapping[str, Any], settings: Settings) -> Put:
    """Puts a record of one of the KINDS; safe to repeat, to race and to kill.

    Raises `RecordRefused` naming the field that is wrong, an id that nobody registered, or a half that would end before
    it begins; then nothing is written.
    """
    kind = kind_of(kind_name)
    record = read_record(kind, values)
    row = stored_row(record)
    given = sql.SQL("select * from jsonb_populate_record(null::raw.{}, %(row)s)").format(sql.Identifier(kind.table))
    with transaction("loader", settings) as connection:
        numbered = {"row": json.dumps({**row, "line_no": 1}), "ledger_no": next_ledger_no(connection), "load_id": None}
        with connection.cursor(row_factory=dict_row) as cursor:
            found = cursor.execute(judged(kind, given), numbered).fetchone()
        if found is None:  # pragma: no cover: one row is given, so one is judged
            raise LedgerError("The ledger gave no answer.")
        if found["outcome"] == "refused":
            raise refusal(found)
        connection.execute(appended(kind, given), numbered)
        stands = [one for one in _standing(connection, kind, row) if _state(one) == row.get("state")]
        return Put(found["outcome"], stands[0])


def read_standing(kind_name: str, identity: Mapping[str, Any], settings: Settings) -> list[Record]:
    """The records that stand of an identity: of an event its open, then its close; none where nothing is known."""
    kind = kind_of(kind_name)
    with transaction("loader", settings) as connection:
        return _standing(connection, kind, identity)


def refusal(found: Mapping[str, Any]) -> RecordRefused:
    """Why a row was refused, of what `judged` says about it."""
    if found["unknown"] == "provider":
        detail = f"there is no provider {found['provider_id']!r}; put it first"
        return RecordRefused(QuarantineReason.UNKNOWN_ID, "provider_id", detail)
    if found["unknown"] == "rate code":
        detail = f"{found['provider_id']} has no rate code {found['rate_code']!r}; put it first"
        return RecordRefused(QuarantineReason.UNKNOWN_ID, "rate_code", detail)
    own, other = write_instant(found["happened_at"]), write_instant(found["other_at"])
    ends_first = found["happened_at"] < found["other_at"]
    detail = f"{own} ends what begins at {other}" if ends_first else f"{own} begins what ended at {other}"
    return RecordRefused(QuarantineReason.ENDS_BEFORE_IT_BEGINS, "time", f"{detail}; an end cannot come first")


def _standing(connection: psycopg.Connection, kind: type[Record], identity: Mapping[str, Any]) -> list[Record]:
    named = {name: identity[name] for name in kind.identity}
    rows = connection.execute(standing(kind), named).fetchall()
    return [kind.from_row(json.loads(text, parse_float=Decimal)) for (text,) in rows]


def _state(record: Record) -> str | None:
    return getattr(record, "state", None)
