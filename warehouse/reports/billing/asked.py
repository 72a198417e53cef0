"""What a report of resources is asked for: a span of instants, the present, and whose rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import LiteralString

from psycopg import sql

from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.instants import END_OF_INSTANTS, FIRST_INSTANT, write_instant
from warehouse.reports.wording import require_known

FILTERS: tuple[LiteralString, ...] = (
    "provider_id", "owner_id", "client_id", "payer_id", "resource_id", "rate_code", "currency",
)  # fmt: skip
Parameters = dict[str, object]


@dataclass(frozen=True)
class Span:
    """The time from `from_at` until `until_at`, not included; raises `ReportError` if that cannot be."""

    from_at: datetime
    until_at: datetime

    def __post_init__(self) -> None:
        if self.from_at.tzinfo is None or self.until_at.tzinfo is None:
            raise ReportError("A span is of instants, which have a time zone.")
        if not self.from_at < self.until_at:
            raise ReportError(f"The span ends ({self.until_at}) before it has begun ({self.from_at}).")
        if self.from_at < FIRST_INSTANT or self.until_at > END_OF_INSTANTS:
            raise ReportError(
                f"Resources are reported between {FIRST_INSTANT:%Y} and {END_OF_INSTANTS:%Y}, not for {self}."
            )

    @classmethod
    def month(cls, year: int, month: int) -> "Span":
        """A calendar month of UTC; raises `ReportError` if there is none."""
        try:
            first = datetime(year, month, 1, tzinfo=UTC)
            return cls(first, first.replace(year=year + month // 12, month=month % 12 + 1))
        except ValueError:
            raise ReportError(f"There is no month {year}-{month:02}.") from None

    def __str__(self) -> str:
        return f"{write_instant(self.from_at)} until {write_instant(self.until_at)}"


@dataclass(frozen=True)
class BillingFilter:
    """A question about billable time; raises `ReportError`, naming what is allowed, if a filter is not known.

    `now` ends what is still open, if the span does not end before. `where` keeps the given values only.
    """

    span: Span
    now: datetime
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require_known("filter", self.where, FILTERS)
        if self.now.tzinfo is None:
            raise ReportError("The present is an instant, which has a time zone.")
        for name, values in self.where.items():
            if isinstance(values, str) or not values or any("\x00" in value for value in values):
                raise ReportError(f"The filter on {name} needs a tuple of at least one plain text.")

    @property
    def told(self) -> dict[str, object]:
        """The question as plain values."""
        span = {
            "from": write_instant(self.span.from_at),
            "until": write_instant(self.span.until_at),
            "now": write_instant(self.now),
        }
        return {**span, **{name: list(values) for name, values in self.where.items()}}


def conditions(scope: Scope, where: Mapping[str, tuple[str, ...]]) -> tuple[sql.Composed, Parameters]:
    """What a statement on billable periods must hold to: what the scope allows, which filters can only narrow."""
    own, parameters = own_rows(scope)
    parts: list[sql.Composable] = [own]
    for name in FILTERS:
        if name in where:
            parts.append(sql.SQL("{} = any({})").format(sql.Identifier(name), sql.Placeholder(f"where_{name}")))
            parameters[f"where_{name}"] = list(where[name])
    return sql.SQL(" and ").join(parts), parameters


def own_rows(scope: Scope, *, bears_clients: bool = True) -> tuple[sql.Composable, Parameters]:
    """The rows a scope may see: the house all, a provider its own, a client what it uses and what it pays for.

    Raises `ReportError` for a scope that none of the rows can be told to belong to.
    """
    if scope.role == "operator":
        return sql.SQL("true"), {}
    if scope.role == "provider":
        return sql.SQL("provider_id = any(%(scope)s)"), {"scope": list(scope.ids)}
    if scope.role == "client" and bears_clients:
        return sql.SQL("(client_id = any(%(scope)s) or payer_id = any(%(scope)s))"), {"scope": list(scope.ids)}
    raise ReportError(f"This report is not for a {scope.role}: its rows do not say which of them are a {scope.role}'s.")
