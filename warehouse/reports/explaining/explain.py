"""From a line down: price steps, days, the ledger's rows and their files; equal at each step, or said where not."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import psycopg

from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports.explaining.line import BilledLine
from warehouse.reports.explaining.pieces import read_pieces
from warehouse.reports.explaining.rows import Rows, copied, read_rows, statement_of
from warehouse.reports.explaining.steps import price_steps
from warehouse.reports.report import Report
from warehouse.reports.usage import reading
from warehouse.settings import Settings

# Meters whose quantity is what their events add up to.
_ADDS_UP = """
    select aggregation in ('count', 'sum') and not carries_over, aggregation = 'count'
    from marts.dim_meters where meter_id = %s order by valid_from desc limit 1
"""

# Steps are shown with twelve decimals, so that the last of their sum's says nothing.
_PLACES = 9


@dataclass(frozen=True)
class Explanation:
    """Why a line costs what it costs. `statement` is the SELECT whose rows, as CSV in UTC, have the SHA-256 `digest`.

    `differences` say at which step figures are not equal; none, if the line is explained to the last event.
    """

    line: BilledLine
    steps: Report
    days: Report
    sources: Report
    rows: int
    digest: str
    statement: str
    differences: tuple[str, ...]

    @property
    def reports(self) -> tuple[Report, Report, Report]:
        """What is shown, from the top down."""
        return self.steps, self.days, self.sources


def explain(scope: Scope, line: BilledLine, settings: Settings | None = None) -> Explanation:
    """Explains a line that `find_line` found for the same scope; the marts as known then stand if it asks for them."""
    _require_house(scope)
    with reading(settings) as connection:
        steps = price_steps(connection, line)
        rows = read_rows(connection, line, settings) if line.is_usage else read_pieces(connection, line)
        differences = [*_unequal_amounts(line, steps), *_unequal_rows(connection, line, rows)]
        statement = statement_of(connection, line).as_string(connection)
    return Explanation(line, steps, rows.days, rows.files, rows.count, rows.digest, statement, tuple(differences))


def rows_of(scope: Scope, line: BilledLine, settings: Settings | None = None) -> Iterator[bytes]:
    """The rows behind the line as CSV, of which the digest is taken."""
    _require_house(scope)
    with reading(settings) as connection:
        yield from copied(connection, line)


def _require_house(scope: Scope) -> None:
    if scope.role != "operator":
        raise ReportError(f"Lines are explained down to the ledger to the house, not to a {scope.role}.")


def _unequal_amounts(line: BilledLine, steps: Report) -> Iterator[str]:
    added_up = Decimal(steps.frame["amount"].head(steps.frame.height - 1).sum())
    if round(added_up, _PLACES) * 100 != line.own_cents:
        yield f"The price's steps add up to {added_up}, the line is {line.own_cents / 100:.2f}."


def _unequal_rows(connection: psycopg.Connection, line: BilledLine, rows: Rows) -> Iterator[str]:
    if line.said["meter_id"] == "none" and line.is_usage:
        return
    if rows.count != line.events:
        yield f"{rows.count:,} rows are behind a line of {line.events:,}."
    if not line.is_usage:
        return
    found = connection.execute(_ADDS_UP.encode(), [line.said["meter_id"]]).fetchone()
    adds_up, is_count = found or (False, False)
    value = rows.count if is_count else rows.value
    if adds_up and value != line.quantity:
        yield f"The rows add up to {value}, the line's quantity is {line.quantity}."
