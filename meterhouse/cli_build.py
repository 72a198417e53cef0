"""`meterhouse build`: the marts, without Dagster."""

from datetime import date, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from meterhouse.tables import plain_table
from orchestration.building import Built, build_anew
from orchestration.building import build as build_marts
from orchestration.dbt_manifest import ensure_manifest
from warehouse.schema import ensure_schema
from warehouse.settings import Settings, settings

MODELS = {"all": "all", "whole": "dimensions and loads", "daily": "daily facts", "monthly": "rated usage"}
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], show_default=False)]


def build(
    from_date: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="First usage date (UTC).", show_default=False),
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last usage date (UTC).", show_default=False)
    ] = None,
    replace_tables: Annotated[
        bool,
        typer.Option(
            "--replace-tables",
            help="Make every table anew, with all days: after a change of their columns. Readers wait meanwhile.",
        ),
    ] = False,
) -> None:
    """Build and test the marts: by default exactly the days that loads touched since they were last built."""
    current = settings()
    ensure_schema(current)
    if replace_tables:
        if from_date or until:
            raise typer.BadParameter("Tables are made anew with all days: leave --from and --to out.")
        ensure_manifest(current)
        with Console().status("Building") as status:
            built = build_anew(current, on_progress=lambda text: status.update(text))
        Console().print(_table(built))
        return
    print_build(current, Console(), _day(from_date), _day(until))


def print_build(current: Settings, console: Console, from_date: date | None = None, until: date | None = None) -> None:
    """Builds and tests, with progress, and prints what was built in what time."""
    ensure_manifest(current)
    with console.status("Building") as status:
        built = build_marts(current, from_date, until, on_progress=lambda text: status.update(text))
    console.print(_table(built))


def _day(value: datetime | None) -> date | None:
    return value.date() if value else None


def _table(built: list[Built]) -> Table:
    table = plain_table("Built and tested", ("models", "days"), ("seconds",))
    for call in built:
        months = ", ".join(f"{month:%Y-%m}" for month in call.months)
        table.add_row(MODELS[call.models], str(call.days or months or "(not by day)"), f"{call.seconds:.1f}")
    return table
