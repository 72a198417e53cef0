"""`meterhouse begin`: a month is billed although nobody has used anything in it."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from warehouse.book import BillingMonth
from warehouse.ledger import begin_month
from warehouse.schema import ensure_schema
from warehouse.settings import settings


def begin(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="2026-03; not one that is still to come.")],
    by: Annotated[str | None, typer.Option(help="Who begins it; by default the login name.")] = None,
) -> None:
    """Say that a month is billed, and with it those between it and usage: fees are owed whether anything is used.

    Seldom needed: builds begin the running month by themselves in a house that has prices and whose last usage, or
    month begun, lies at most three months back. For months before the first usage, and those of a house that stood
    still. Not before the first subscription, or the book. Safe to repeat; it cannot be taken back.
    """
    current = settings()
    ensure_schema(current)
    asked = BillingMonth.read(month)
    if begin_month(current, asked.first, datetime.now(UTC), by=by):
        typer.echo(f"{asked} has begun; `meterhouse build` rates it.")
    else:
        typer.echo(f"{asked} had begun before.")
