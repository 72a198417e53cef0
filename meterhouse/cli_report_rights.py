"""`meterhouse report rights` and `rights-conflicts`."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from meterhouse.cli_report_rating import OPERATOR, read_instant
from meterhouse.report_options import Format, Out
from meterhouse.report_output import write_report
from warehouse import reports
from warehouse.reports import RightsFilter


def rights(
    client: Annotated[str | None, typer.Argument(help="The client; without one, all.", show_default=False)] = None,
    combined: Annotated[bool, typer.Option("--combined", help="All subscriptions of a client together.")] = False,
    subscription: Annotated[list[str] | None, typer.Option(help="Only this one; may be repeated.")] = None,
    with_hidden: Annotated[bool, typer.Option("--with-hidden", help="Also features that clients do not see.")] = False,
    at: Annotated[str | None, typer.Option(metavar="INSTANT", help="2026-03-05T13:00; by default now.")] = None,
    format_: Format = "table",
    out: Out = None,
) -> None:
    """What a client may use of features, and what it uses: meterhouse report rights acme --combined."""
    asked = RightsFilter(
        read_instant("--at", at) if at else datetime.now(UTC),
        (client,) if client else (),
        tuple(subscription or ()),
        combined,
        with_hidden,
    )
    write_report([reports.rights(OPERATOR, asked)], format_, out)


def rights_conflicts(format_: Format = "table", out: Out = None) -> None:
    """Reported changes that count for nothing, and why, as of the last build."""
    write_report([reports.rights_conflicts(OPERATOR)], format_, out)


def add_rights_reports(app: typer.Typer) -> None:
    """Adds the commands to `meterhouse report`."""
    for command in (rights, rights_conflicts):
        app.command(command.__name__.replace("_", "-"))(command)
