"""`meterhouse load`: files into the ledger, checked and accounted for."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from meterhouse.bounds import GREATEST_NUMBER
from meterhouse.rebuilding import Build, rebuild
from meterhouse.tables import console_of_tables, loads_table
from warehouse.errors import LedgerError, LoadRefused, SourceError
from warehouse.ledger import LoadResult, landing_file, load_file
from warehouse.schema import ensure_schema
from warehouse.settings import Settings, settings
from warehouse.sources import Source, adhoc_source, find_source

Files = Annotated[list[Path], typer.Argument(help="Log files; text plain, gzip or zstd.", show_default=False)]
Replaces = Annotated[
    int | None,
    typer.Option(
        help="The load that this file stands in for: voided when this one is accepted.",
        min=1,
        max=GREATEST_NUMBER,
        show_default=False,
    ),
]


def load(
    files: Files,
    source: Annotated[str | None, typer.Option(help="A source of the sources folder, by name.")] = None,
    format: Annotated[  # noqa: A002 - the option's name
        str | None, typer.Option(help="Without a source: combined, common, alb, json, csv or parquet.")
    ] = None,
    provider: Annotated[str, typer.Option(help="With --format: who runs the API that was used.")] = "house",
    client: Annotated[str | None, typer.Option(help="With --format: the client of every record.")] = None,
    replaces: Replaces = None,
    build: Build = True,
    hold: Annotated[bool, typer.Option("--hold", help="Leave the loads held, unchecked.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per load on standard output.")] = False,
) -> None:
    """Load files into the ledger, check each load, and accept it if the checks pass.

    A file whose bytes are loaded already is not stored again. With --replaces the days that change are built anew. Exit
    status 1: a load was held by its checks or refused.
    """
    if replaces is not None and len(files) > 1:
        raise LedgerError("--replaces takes one file: say which load each file replaces.")
    given, current = _chosen_source(source, format, provider, client), settings()
    ensure_schema(current)
    console = Console(stderr=True)
    outcomes = [_load_one(path, given, current, hold, replaces, console) for path in files]
    results = [outcome for outcome in outcomes if isinstance(outcome, LoadResult)]
    if as_json:
        for outcome in outcomes:
            typer.echo(outcome.model_dump_json() if isinstance(outcome, LoadResult) else json.dumps(outcome))
    else:
        console_of_tables().print(loads_table(results))
    if replaces is not None and results:
        rebuild(current, build, Console(stderr=as_json))
    if len(results) < len(files) or (not hold and any(result.status == "held" for result in results)):
        raise typer.Exit(1)


def _chosen_source(name: str | None, format_name: str | None, provider: str, client: str | None) -> Source:
    if name and format_name:
        raise SourceError("Give either --source or --format, not both.")
    if name:
        return find_source(name, settings())
    if format_name:
        return adhoc_source(format_name, provider, client)
    raise SourceError("Say what the files are: --source NAME (see the sources folder) or --format combined.")


def _load_one(
    path: Path, source: Source, current: Settings, hold: bool, replaces: int | None, console: Console
) -> LoadResult | dict[str, Any]:
    try:
        landed = landing_file(current, source, path)
        with console.status(f"Loading {escape(path.name)}") as status:
            result = load_file(
                landed.path if landed else path,
                source,
                settings=current,
                landing_date=landed.landing_date if landed else None,
                replaces=replaces,
                on_progress=lambda lines: status.update(f"Loading {escape(path.name)}: {lines:,} lines"),
            )
            if result.awaits_verdict and not hold:
                status.update(f"Checking {escape(path.name)}")
                result = _check(path, result, current, console)
        if result.by_other_definition:
            console.print(_read_otherwise(path, result), highlight=False, soft_wrap=True)
        return result
    except LoadRefused as refusal:
        console.print(f"[red]refused[/red] {escape(str(refusal))}", highlight=False, soft_wrap=True)
        return {"file_name": str(path), "status": "refused", "code": refusal.code, "message": str(refusal)}


def _read_otherwise(path: Path, load: LoadResult) -> str:
    return (
        f"[yellow]not stored again[/yellow] {escape(str(path))} stands in load {load.load_id}, read by another "
        f"definition of {load.source}. Add `--replaces {load.load_id}` to read it by the one given now."
    )


def _check(path: Path, result: LoadResult, current: Settings, console: Console) -> LoadResult:
    from orchestration.expectations import check_load

    check = check_load(result.load_id, current)
    if check.status == "held":
        sentence = (
            f"[yellow]held[/yellow] {escape(str(path))}: {escape(check.reason)}. If the data is right: "
            f"`meterhouse accept {result.load_id} --why …`; if not: `meterhouse void {result.load_id} --why …`."
        )
        console.print(sentence, highlight=False, soft_wrap=True)
    return result.model_copy(update={"status": check.status, "awaits_verdict": False})
