"""Sending the statement of a report of resources, and refusing figures that would not be what they seem."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from psycopg import sql

from warehouse.errors import ReportError
from warehouse.reports.report import Column, Report, frame_of
from warehouse.reports.usage import reading
from warehouse.reports.wording import sentence_list
from warehouse.settings import Settings

# What a column of whole cents, and one of exact figures, can hold.
MOST_CENTS, MOST_EXACT = 2**63 - 1, Decimal(10) ** 26
Rows = list[tuple[Any, ...]]


def answer(
    name: str,
    columns: tuple[Column, ...],
    marts: tuple[str, ...],
    statement: sql.Composed,
    parameters: Mapping[str, object],
    told: Mapping[str, Any],
    settings: Settings | None,
) -> Report:
    """The report of what the statement answers, in the order of the columns; raises `ReportError` for an overflow."""
    with reading(settings) as connection:
        rows = connection.execute(statement, parameters).fetchall()
    check_bounds(columns, rows)
    return Report(name, columns, frame_of(columns, rows), marts, told=told)


def require_one_currency(report: Report) -> Report:
    """The same report; raises `ReportError` if its amounts are of several currencies, which nobody may add up."""
    found = sorted(report.frame["currency"].unique().to_list())
    if len(found) > 1:
        raise ReportError(
            f"There are amounts in {sentence_list(found)}; different currencies are not added up. Ask for one of them."
        )
    return report


def check_bounds(columns: Sequence[Column], rows: Rows) -> None:
    """Raises `ReportError` for a figure that a column of the report cannot hold."""
    for place, column in enumerate(columns):
        most = {"cents": MOST_CENTS, "exact": MOST_EXACT}.get(column.unit)
        if most is not None and any(row[place] is not None and abs(row[place]) >= most for row in rows):
            raise ReportError(f"The {column.name} of some rows overflows. Ask for a shorter span.")
