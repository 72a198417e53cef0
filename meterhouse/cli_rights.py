"""`meterhouse rights`: what is reported of the use of features, one change or a file."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from meterhouse.cli_billing import BUILD, read_fields
from meterhouse.tables import console_of_tables, loads_table
from warehouse.rights import load_changes, put_change
from warehouse.schema import ensure_schema
from warehouse.settings import settings

rights_app = typer.Typer(
    no_args_is_help=True, help="What clients use of features: increments, quantities and switches that are reported."
)


@rights_app.command()
def put(
    fields: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME=VALUE…",
            help="client_id, feature_id, one of increment, quantity and is_enabled; subscription_id, time, key.",
            show_default=False,
        ),
    ],
) -> None:
    """Put one change: meterhouse rights put client_id=acme feature_id=seats quantity=12.

    Sending it again changes nothing; an increment needs a key for that. Other content under a key that stands is listed
    as a conflict and changes nothing either. What stands is printed as JSON.
    """
    current = settings()
    ensure_schema(current)
    done = put_change(read_fields(fields), current)
    typer.echo(json.dumps({"outcome": done.outcome, **done.record.row()}))


@rights_app.command()
def load(
    file: Annotated[Path, typer.Argument(help="CSV with a header (.csv) or JSON lines (.jsonl).", show_default=False)],
) -> None:
    """Load a file of changes: one load, accepted as it is stored, refused whole for one wrong line.

    Every line has a time, and every increment a key.
    """
    current = settings()
    ensure_schema(current)
    done = load_changes(file, current)
    console = console_of_tables()
    console.print(loads_table([done]))
    if done.conflicts:
        told = (
            f"{done.conflicts:,} changes contradict what stands: `meterhouse report rights-conflicts`, after a build."
        )
        Console(stderr=True).print(told, highlight=False, soft_wrap=True)
    if not done.already_loaded:
        console.print(BUILD, highlight=False)
