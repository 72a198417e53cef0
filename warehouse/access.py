"""Who may see what: a scope goes into the WHERE of every statement a report sends, and nothing takes it out again."""

from dataclasses import dataclass
from typing import Literal, LiteralString

from warehouse.errors import ReportError

Role = Literal["operator", "provider", "client", "dealer"]

# The column that holds a role's ids. The operator has none: the house sees every party, but listed usage only.
_ID_COLUMNS: dict[Role, LiteralString | None] = {
    "operator": None,
    "provider": "provider_id",
    "client": "client_id",
    "dealer": "dealer_id",
}


@dataclass(frozen=True)
class Restriction:
    """A column of a mart and the only values of it that may be read."""

    column: LiteralString
    values: tuple[str, ...] | tuple[bool, ...]


@dataclass(frozen=True)
class Scope:
    """On whose behalf a report is asked for; raises `ReportError` for a role without ids or an operator with some."""

    role: Role
    ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.role not in _ID_COLUMNS:
            raise ReportError(f"There is no role {self.role!r}; the roles are {', '.join(_ID_COLUMNS)}.")
        if (self.role == "operator") == bool(self.ids):
            raise ReportError(f"A scope of role {self.role} {'takes no ids' if self.ids else 'needs at least one id'}.")

    @classmethod
    def operator(cls) -> "Scope":
        """The house: all parties, listed usage only."""
        return cls("operator")

    @classmethod
    def provider(cls, *ids: str) -> "Scope":
        """Providers: all usage of their own APIs, listed or not."""
        return cls("provider", ids)

    @classmethod
    def client(cls, *ids: str) -> "Scope":
        """Clients: their own use of listed APIs."""
        return cls("client", ids)

    @classmethod
    def dealer(cls, *ids: str) -> "Scope":
        """Dealers: the listed usage that fetched their records."""
        return cls("dealer", ids)

    @property
    def restrictions(self) -> tuple[Restriction, ...]:
        """What every statement on usage must hold to; a mart without one of these columns cannot serve this scope."""
        column = _ID_COLUMNS[self.role]
        own = () if column is None else (Restriction(column, self.ids),)
        listed = () if self.role == "provider" else (Restriction("is_listed", (True,)),)
        return own + listed
