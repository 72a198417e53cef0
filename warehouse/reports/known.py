"""As of when a report is asked for: now, or as things were known earlier."""

from dataclasses import dataclass

SCHEMA = "marts"


@dataclass(frozen=True)
class Known:
    """What the ledger held through a number. Its marts must have been made, in `schema`, before a report reads them."""

    through: int
    words: str

    @property
    def prefix(self) -> str:
        """What stands before the name of each schema that is made for it."""
        return f"known_{self.through}_"

    @property
    def schema(self) -> str:
        """Where its marts are."""
        return f"{self.prefix}{SCHEMA}"

    def __str__(self) -> str:
        return f"as known {self.words} (ledger number {self.through})"


def schema_of(known: Known | None) -> str:
    """The schema that a report reads."""
    return known.schema if known else SCHEMA
