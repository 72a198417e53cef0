"""The command line: `meterhouse --help` lists the verbs."""

import sys
from collections.abc import Callable

import psycopg
import typer
from rich.console import Console
from rich.markup import escape

from meterhouse.cli_begin import begin
from meterhouse.cli_billing import billing_app
from meterhouse.cli_build import build
from meterhouse.cli_close import close
from meterhouse.cli_correct import void
from meterhouse.cli_doctor import doctor
from meterhouse.cli_erase import erase_user, erasures
from meterhouse.cli_expected import declare_empty_command, expected
from meterhouse.cli_explain import explain
from meterhouse.cli_ledger import accept, loads, quarantine_app
from meterhouse.cli_load import load
from meterhouse.cli_locate import locate_command
from meterhouse.cli_reference import reference
from meterhouse.cli_report import report_app
from meterhouse.cli_report_billing import BILLING_REPORTS
from meterhouse.cli_report_book import BOOK_REPORTS
from meterhouse.cli_report_rating import add_rating_reports
from meterhouse.cli_report_rights import add_rights_reports
from meterhouse.cli_rights import rights_app
from meterhouse.cli_run import run, serve, stop
from meterhouse.cli_simulate import simulate_command
from meterhouse.cli_verify import verify
from warehouse.errors import MeterhouseError

typer_app = typer.Typer(
    name="meterhouse",
    help="A usage and billing warehouse: raw API-usage logs in once, every number about usage out of one ledger.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    add_completion=False,
)
COMMANDS: dict[str, Callable[..., None]] = {
    "run": run,
    "serve": serve,
    "stop": stop,
    "load": load,
    "reference": reference,
    "locate": locate_command,
    "loads": loads,
    "accept": accept,
    "void": void,
    "expected": expected,
    "declare-empty": declare_empty_command,
    "build": build,
    "begin": begin,
    "close": close,
    "explain": explain,
    "verify": verify,
    "erase-user": erase_user,
    "erasures": erasures,
    "doctor": doctor,
    "simulate": simulate_command,
}
for name, command in COMMANDS.items():
    typer_app.command(name)(command)
for name, command in (BILLING_REPORTS | BOOK_REPORTS).items():
    report_app.command(name)(command)
typer_app.add_typer(quarantine_app, name="quarantine")
typer_app.add_typer(billing_app, name="billing")
typer_app.add_typer(rights_app, name="rights")
add_rating_reports(report_app)
add_rights_reports(report_app)
typer_app.add_typer(report_app, name="report")


def app() -> None:
    """Runs a command; whatever it refuses ends as one sentence on standard error and exit status 2."""
    try:
        typer_app()
    except MeterhouseError as error:
        Console(stderr=True).print(f"[red]meterhouse:[/red] {escape(str(error))}", highlight=False, soft_wrap=True)
        sys.exit(2)
    except psycopg.OperationalError as error:
        reason = (str(error).strip().splitlines() or ["the connection was lost"])[0]
        say = "[red]meterhouse:[/red] the database failed: {}. `meterhouse doctor` looks into it."
        Console(stderr=True).print(say.format(escape(reason)), highlight=False, soft_wrap=True)
        sys.exit(2)
