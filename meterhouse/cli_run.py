"""`meterhouse run`: the whole way from log files to live pages, as Dagster runs; `stop` ends the database."""

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from meterhouse.own_files import place_files
from meterhouse.pages import serve_until_interrupted
from meterhouse.simulated import list_of_withdrawn, place_simulated_world
from meterhouse.steps import Steps
from meterhouse.summary import print_summary, print_withdrawn
from meterhouse.tables import console_of_tables
from orchestration.dbt_manifest import ensure_manifest
from orchestration.launch import materialize_landing
from warehouse.embedded import stop_server
from warehouse.schema import ensure_schema
from warehouse.settings import settings


def run(
    logs: Annotated[Path | None, typer.Option(help="Your own file or folder of files.", show_default=False)] = None,
    format: Annotated[  # noqa: A002 - the option's name
        str | None, typer.Option(help="With --logs: combined, common, alb, json, csv or parquet.", show_default=False)
    ] = None,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the pages after the summary.")] = True,
) -> None:
    """Load, check, build and test everything that waits, print where every line went, and serve the pages."""
    current, console, started = settings(), console_of_tables(), time.monotonic()
    steps = Steps(console)
    with steps.step("Database"):
        ensure_schema(current)
    with steps.step("dbt project"):
        ensure_manifest(current)
    with steps.step("Your files" if logs else "Simulated world") as tell:
        if logs:
            place_files(logs, format, current)
        else:
            place_simulated_world(current, tell)
    withdrawn = None if logs else list_of_withdrawn(current)
    with steps.step("Load, check, build and test, in Dagster") as tell:
        outcomes = materialize_landing(current, tell, withdrawn)
    if withdrawn:
        print_withdrawn(withdrawn, current, console)
    for failure in (failure for outcome in outcomes for failure in outcome.failures):
        console.print(f"[yellow]Not loaded[/yellow]    {escape(failure)}", highlight=False)
    print_summary(current, console, time.monotonic() - started)
    try:
        if serve:
            serve_until_interrupted(current, console)
    finally:
        stop_server(current)


def serve() -> None:
    """Serve the pages of this home: Dagster's sensors load what lands, and build what was touched, until Ctrl-C."""
    current, console = settings(), console_of_tables()
    steps = Steps(console)
    with steps.step("Database"):
        ensure_schema(current)
    with steps.step("dbt project"):
        ensure_manifest(current)
    try:
        serve_until_interrupted(current, console)
    finally:
        stop_server(current)


def stop() -> None:
    """Stop the embedded PostgreSQL of this home."""
    typer.echo("Stopped." if stop_server(settings()) else "No PostgreSQL of this home was running.")
