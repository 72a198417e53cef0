"""Whether a file with named columns has those that its source maps."""

from collections.abc import Sequence

from warehouse.errors import LoadRefused
from warehouse.sources import Source

SHOWN_COLUMNS = 30


def check_columns(source: Source, columns: Sequence[str], file_name: str) -> None:
    """Raises `LoadRefused` (`wrong_format`) naming each column of events for which the file has no field.

    Loading such a file would store, say, every record without its client, and nobody would notice.
    """
    needed = {column: rule.field for column, rule in source.rules.items() if rule.field and not rule.optional}
    if source.identity_field:
        needed["identity"] = source.identity_field
    lacking = [
        f"{' or '.join(fields)} (for {column})" for column, fields in needed.items() if not set(fields) & set(columns)
    ]
    if lacking:
        there = ", ".join(columns[:SHOWN_COLUMNS])
        sentence = f"{file_name} has no column {', '.join(lacking)}, which {source.name} maps; it has: {there}."
        raise LoadRefused("wrong_format", sentence)
