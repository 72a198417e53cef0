"""Tables as the Dagster UI shows them."""

from collections.abc import Iterable, Sequence
from typing import Any


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A Markdown table: counts with thousands separators, nothing for None, bars and line breaks made harmless."""
    body = list(rows)
    rule = ["---:" if _is_count(cell) else "---" for cell in (body[0] if body else columns)]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in [columns, rule, *body])


def _is_count(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _cell(cell: Any) -> str:
    if cell is None:
        return ""
    if _is_count(cell):
        return f"{cell:,}" if isinstance(cell, int) else f"{cell:,.4g}"
    return str(cell).replace("|", "\\|").replace("\n", " ")
