"""`meterhouse doctor`: what is wrong with this installation."""

import typer
from rich.console import Console
from rich.markup import escape

from meterhouse.doctor import examine
from warehouse.settings import settings

MARKS = {"well": "[green]✓[/green]", "look": "[yellow]![/yellow]", "wrong": "[red]✗[/red]"}


def doctor() -> None:
    """Examine the installation and say what to do; changes nothing. Exit status 1: something is wrong."""
    console, is_wrong = Console(soft_wrap=True), False
    for finding in examine(settings()):
        console.print(f"{MARKS[finding.state]} {finding.what}: {escape(finding.sentence)}", highlight=False)
        if finding.todo:
            console.print(f"  {escape(finding.todo)}", highlight=False)
        is_wrong |= finding.state == "wrong"
    if is_wrong:
        raise typer.Exit(1)
