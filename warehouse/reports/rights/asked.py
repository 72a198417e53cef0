"""What a question about rights holds, checked as it is made, and whose rows it may show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from psycopg import sql

from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.instants import END_OF_INSTANTS, FIRST_INSTANT, write_instant

Parameters = dict[str, object]


@dataclass(frozen=True)
class RightsFilter:
    """A question about the rights of clients at the instant `at`; raises `ReportError` if it is wrong.

    No clients or subscriptions given are all of them. `combined` has a row for each feature of a client, else for each
    of a subscription; `with_hidden` has the features that clients do not see, which only operators may ask for.
    """

    at: datetime
    client_ids: tuple[str, ...] = ()
    subscription_ids: tuple[str, ...] = ()
    combined: bool = False
    with_hidden: bool = False

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ReportError("Rights are asked for at an instant, which has a time zone.")
        if not FIRST_INSTANT <= self.at < END_OF_INSTANTS:
            raise ReportError(
                f"Rights are known between {FIRST_INSTANT:%Y} and {END_OF_INSTANTS:%Y}, not at {self.at}."
            )
        for name in ("client_ids", "subscription_ids"):
            given = getattr(self, name)
            if isinstance(given, str) or any("\x00" in one for one in given):
                raise ReportError(f"The {name} are a tuple of plain texts.")

    @property
    def told(self) -> Mapping[str, object]:
        """The question as plain values."""
        chosen = {"client_ids": list(self.client_ids), "subscription_ids": list(self.subscription_ids)}
        said = {"at": write_instant(self.at), **{name: ids for name, ids in chosen.items() if ids}}
        return {**said, "combined": self.combined, "with_hidden": self.with_hidden}

    def conditions(self, scope: Scope) -> tuple[sql.Composed, Parameters]:
        """The WHERE of the rights that are asked for and may be seen; raises `ReportError` for who may see none."""
        if self.with_hidden and scope.role != "operator":
            raise ReportError("Hidden features are shown to operators only.")
        own, parameters = own_clients(scope)
        found: list[sql.Composable] = [own]
        if not self.with_hidden:
            found.append(sql.SQL("rights.is_visible"))
        for name in ("client_id", "subscription_id"):
            if given := getattr(self, f"{name}s"):
                found.append(sql.SQL("rights.{} = any({})").format(sql.Identifier(name), sql.Placeholder(name)))
                parameters[name] = list(given)
        return sql.SQL(" and ").join(found), {**parameters, "at": self.at}


def own_clients(scope: Scope) -> tuple[sql.Composable, Parameters]:
    """The clients whose rows a scope may see: the house all, a client its own; raises `ReportError` for others."""
    if scope.role == "operator":
        return sql.SQL("true"), {}
    if scope.role == "client":
        return sql.SQL("rights.client_id = any(%(scope)s)"), {"scope": list(scope.ids)}
    raise ReportError(f"Rights are of clients; a {scope.role} has none.")
