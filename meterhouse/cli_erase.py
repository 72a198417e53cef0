"""`meterhouse erase-user` and `erasures`: a person is forgotten, and it is known that somebody was."""

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from meterhouse.erasure_tables import erased_table, erasures_table, holdings_table, origins_table, remains_table
from meterhouse.steps import Steps
from meterhouse.tables import console_of_tables
from orchestration.dbt_manifest import ensure_manifest
from orchestration.erasing import erase, look_again, traces_of
from warehouse import erasure
from warehouse.erasure import Erasure, Holdings, NamingTexts, Person
from warehouse.schema import ensure_schema
from warehouse.settings import Settings, settings

BACKUPS = (
    "Backups, copies of the database and files that were exported hold the person still, and so do the sources that "
    "send the records: they are yours to deal with. A replay of them does not bring the person back here."
)


def erase_user(
    client: Annotated[str, typer.Argument(help="The client, by its id.")],
    user: Annotated[str, typer.Argument(help="The client's user, by the id that usage or reference data give them.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase a person: id, attributes, and the addresses and user agents of nobody else; their usage goes on to count.

    Shows first what will go. Safe to stop at any moment: the same command goes on. Exit status 1: nobody is known by
    this id.
    """
    current, console = settings(), console_of_tables()
    ensure_schema(current)
    ensure_manifest(current)
    person = Person.of(client, user, current)
    with erasure.erasing_alone(current):
        before = next(iter(erasure.read_erasures(current, person)), None)
        if before and before.finished_at:
            console.print(f"This user is already erased (erasure {before.erasure_id}, {before.finished_at:%Y-%m-%d}).")
            _look_again(person, current, console)
        else:
            _erase(person, before, yes, current, console)
    _tell_origins(person, current, console)


def erasures(as_json: Annotated[bool, typer.Option("--json", help="JSON lines on standard output.")] = False) -> None:
    """List who was erased, by key: when, by whom, and what was changed."""
    current = settings()
    ensure_schema(current)
    rows = erasure.read_erasures(current)
    if as_json:
        for row in rows:
            typer.echo(row.model_dump_json())
    else:
        console_of_tables().print(erasures_table(rows) if rows else "Nobody was erased.")


def _erase(person: Person, before: Erasure | None, yes: bool, current: Settings, console: Console) -> None:
    with console.status("Looking through the ledger"):
        found = erasure.find_holdings(person, current)
        naming = erasure.find_naming_texts(traces_of(person, found), current)
    if before:
        console.print(f"Erasure {before.erasure_id} of this user was begun and not finished: going on.")
    else:
        _confirm(person, found, naming, yes, console)
    done = erase(person, found, current, Steps(console).step)
    console.print(erased_table(done))
    if done.remains:
        console.print(remains_table(done.remains))


def _look_again(person: Person, current: Settings, console: Console) -> None:
    with console.status("A second look"):
        remains = look_again(traces_of(person, erasure.find_holdings(person, current)), current)
    if remains:
        console.print(remains_table(remains))


def _confirm(person: Person, found: Holdings, naming: NamingTexts, yes: bool, console: Console) -> None:
    if not (found.is_anything or naming.lines):
        Console(stderr=True).print(
            f"[red]meterhouse:[/red] No user {escape(repr(person.user_id))} of client {escape(repr(person.client_id))} "
            "is known: neither usage nor reference data nor quarantined lines name them. Check both ids.",
            highlight=False,
            soft_wrap=True,
        )
        raise typer.Exit(1)
    console.print(holdings_table(found, naming))
    if not yes:
        typer.confirm("Erase this user? It cannot be undone.", abort=True)


def _tell_origins(person: Person, current: Settings, console: Console) -> None:
    origins = erasure.read_origins(person, current)
    if origins:
        console.print(origins_table(origins))
    console.print(BACKUPS, soft_wrap=True)
