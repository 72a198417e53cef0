"""`meterhouse billing`: records of billable resources, one by one or by file."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from meterhouse.tables import console_of_tables, loads_table
from warehouse.errors import LedgerError
from warehouse.resources import KINDS, load_records
from warehouse.resources import put as put_record
from warehouse.schema import ensure_schema
from warehouse.settings import settings

billing_app = typer.Typer(
    no_args_is_help=True, help="Resources that cost: rate codes, what was opened and closed, who owns it, who pays."
)
Kind = Annotated[str, typer.Argument(help=f"{', '.join(KINDS)}.", show_default=False)]
BUILD = "`meterhouse build` brings it into the reports."


@billing_app.command()
def put(
    kind: Kind,
    fields: Annotated[
        list[str], typer.Argument(metavar="NAME=VALUE…", help="The record's fields.", show_default=False)
    ],
) -> None:
    """Put one record: meterhouse billing put rate_codes provider_id=heroku slug=web rate_cents=5 rate_period=hour.

    Sending it again changes nothing. Other content under an id that stands is listed as a conflict and changes nothing
    either. What stands is printed as JSON.
    """
    current = settings()
    ensure_schema(current)
    done = put_record(kind, read_fields(fields), current)
    typer.echo(json.dumps({"outcome": done.outcome, **done.record.row()}))


@billing_app.command()
def load(
    kind: Kind,
    file: Annotated[Path, typer.Argument(help="CSV with a header (.csv) or JSON lines (.jsonl).", show_default=False)],
    provider: Annotated[str | None, typer.Option(help="The provider of lines that name none.")] = None,
) -> None:
    """Load a file of records: one load, accepted as it is stored.

    Lines of billable events and ownerships that cannot stand wait in quarantine, and the same file again takes up those
    that can by then; a file of anything else is refused whole for one wrong line.
    """
    current = settings()
    ensure_schema(current)
    done = load_records(file, kind, current, provider)
    console = console_of_tables()
    console.print(loads_table([done]))
    if done.quarantined:
        told = f"{done.quarantined:,} lines wait: `meterhouse quarantine --load {done.load_id}` shows why."
        Console(stderr=True).print(told, highlight=False, soft_wrap=True)
    if done.conflicts:
        told = f"{done.conflicts:,} records contradict what stands: `meterhouse report conflicts`, after a build."
        Console(stderr=True).print(told, highlight=False, soft_wrap=True)
    if not done.already_loaded:
        console.print(BUILD, highlight=False)


def read_fields(texts: Iterable[str]) -> dict[str, str]:
    """`NAME=VALUE …` as the fields of a record; raises `LedgerError` for what is none."""
    return dict(map(_field, texts))


def _field(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise LedgerError(f"{text!r} is no field: write NAME=VALUE, for example state=open.")
    return name.strip(), value
