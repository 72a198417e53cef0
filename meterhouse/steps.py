"""Long work, step by step on the terminal: what runs, how far it is, how long it took."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console


class Steps:
    """Prints one line per finished step; while a step runs, a spinner shows what it says of itself."""

    def __init__(self, console: Console) -> None:
        self.console = console

    @contextmanager
    def step(self, title: str) -> Iterator[Callable[[str], None]]:
        """Runs the block as one step; what it is told shows beside the title."""
        started = time.monotonic()
        with self.console.status(title) as status:
            yield lambda text: status.update(f"{title}: {text}")
        self.console.print(f"[green]✓[/green] {title} [dim]{time.monotonic() - started:.1f} s[/dim]", highlight=False)
