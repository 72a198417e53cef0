"""Sending a statement on the book, and whose rows one may see of it."""

from typing import Any, LiteralString

from psycopg import sql

from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports.report import Column, Report, frame_of
from warehouse.reports.usage import reading
from warehouse.settings import Settings


def payer_rows(scope: Scope) -> tuple[sql.Composable, dict[str, object]]:
    """The rows a scope may see: the house all, a client what it owes. Raises `ReportError` for anybody else."""
    if scope.role == "operator":
        return sql.SQL("true"), {}
    if scope.role == "client":
        return sql.SQL("payer_id = any(%(scope)s)"), {"scope": list(scope.ids)}
    raise ReportError(f"Invoices are not for a {scope.role}: they say who owes what, and to the house alone.")


def answer(
    name: str,
    columns: tuple[Column, ...],
    mart: LiteralString,
    statement: LiteralString,
    scope: Scope,
    parameters: dict[str, Any],
    settings: Settings | None,
) -> Report:
    """The report of a statement in which `{own}` stands for the rows that the scope may see."""
    own, whose = payer_rows(scope)
    with reading(settings) as connection:
        rows = connection.execute(sql.SQL(statement).format(own=own), {**parameters, **whose}).fetchall()
    return Report(name, columns, frame_of(columns, rows), (mart,), told=parameters)
