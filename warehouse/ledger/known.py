"""What was known at an earlier moment, as the ledger number through which it was."""

from datetime import datetime

from warehouse.database import transaction
from warehouse.errors import LedgerError
from warehouse.settings import Settings

# Numbers are drawn in commit order and their times are taken while no other can be drawn, so both have one order.
MOMENTS = """
    select load_no as ledger_no, committed_at as known_at from raw.loads
    union all
    select verdict_no, decided_at from raw.load_verdicts
"""


def known_by(moment: datetime, settings: Settings) -> int:
    """The last ledger number of that moment, which has a zone; 0 before the first load."""
    with transaction("loader", settings) as connection:
        row = connection.execute(
            f"select max(ledger_no) from ({MOMENTS}) as moment where known_at <= %s".encode(),  # noqa: S608 - constants
            [moment],
        ).fetchone()
    return (row and row[0]) or 0


def known_with(load_id: int, settings: Settings) -> int:
    """The ledger number by which a load was first accepted or voided, or else stored; raises `LedgerError` if none is.

    What anybody could know once that load counted, and nothing later.
    """
    with transaction("loader", settings) as connection:
        row = connection.execute(
            "select coalesce(min(verdict.verdict_no), min(load.load_no)) from raw.loads as load "
            "left join raw.load_verdicts as verdict "
            "on load.load_id = verdict.load_id and verdict.verdict <> 'held' "
            "where load.load_id = %s",
            [load_id],
        ).fetchone()
    if row is None or row[0] is None:
        raise LedgerError(f"There is no load {load_id}; `meterhouse loads` lists them.")
    return int(row[0])
