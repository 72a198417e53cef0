"""`meterhouse close`: a month's invoices, frozen."""

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from orchestration.closing import close as close_month
from orchestration.dbt_manifest import ensure_manifest
from warehouse.access import Scope
from warehouse.book import BillingMonth, Closing, month_to_close, read_closing
from warehouse.errors import ClosingRefused
from warehouse.reports import book, print_table
from warehouse.schema import ensure_schema
from warehouse.settings import Settings, settings

OPERATOR = Scope.operator()


def close(
    month: Annotated[
        str | None, typer.Argument(metavar="[MONTH]", help="2026-03; by default the next.", show_default=False)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Although something speaks against it; needs --why.")] = False,
    why: Annotated[str | None, typer.Option(help="What the book shall keep as the reason.")] = None,
    begin_with: Annotated[
        str | None,
        typer.Option(metavar="MONTH", help="At the first closing: earlier usage is billed elsewhere."),
    ] = None,
    by: Annotated[str | None, typer.Option(help="Who closes it; by default the login name.")] = None,
) -> None:
    """Close a month: freeze its invoices, and put earlier months right by adjustments. It cannot be undone.

    Refused while the month is not whole: a day or price that is not built, a held load, a data test that fails, an
    expected file that is missing. What comes later is on the invoices of the month that is closed next.
    """
    current, console = settings(), Console()
    ensure_schema(current)
    ensure_manifest(current)
    asked = BillingMonth.read(month) if month else month_to_close(current)
    if asked is None:
        raise ClosingRefused("Nothing costs anything yet: there is no month to close.")
    if before := read_closing(asked, current):
        who = escape(before.closed_by)
        console.print(f"{asked} was closed at {before.closed_at:%Y-%m-%d %H:%M} UTC by {who}.")
    with console.status(f"Closing {asked}") as status:
        closing = close_month(
            asked,
            current,
            by=by,
            begins_with=BillingMonth.read(begin_with) if begin_with else None,
            why=why,
            force=force,
            on_progress=lambda text: status.update(f"Closing {asked}: {text}"),
        )
    _show(closing, current, console)


def _show(closing: Closing, current: Settings, console: Console) -> None:
    totals = book.month_totals(OPERATOR, closing.month, settings=current)
    if totals.frame.is_empty():
        console.print(f"{closing.month} is closed; nobody owes anything for it.")
        return
    print_table(totals, console)
    console.print(f"Closing {closing.closing_no}. `meterhouse report invoices --month {closing.month}` lists them.")
