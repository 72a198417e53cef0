"""What a report of a month's bills is asked for, checked as it is made, and whose rows it may show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import LiteralString

from psycopg import sql

from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports.report import Column
from warehouse.reports.usage import reading
from warehouse.reports.wording import require_known, require_unique
from warehouse.settings import Settings

BILLING_DIMENSIONS: dict[str, LiteralString] = {
    "client": "client_id",
    "project": "project_id",
    "provider": "provider_id",
    "meter": "meter_id",
    "subscription": "subscription_id",
    "plan": "plan_id",
    "price": "price_id",
    "reason": "reason",
}
_DESCRIPTIONS = {
    "client": "The client who pays.",
    "project": "The client's project; none where usage names none, and for what no usage causes.",
    "provider": "Who runs the API that was used; none for what no usage causes.",
    "meter": "The meter; none for recurring fees, and for events that no meter counts.",
    "subscription": "The client's subscription.",
    "plan": "The plan it is by.",
    "price": "The price of the plan.",
    "reason": "Why it is not billed.",
}
Parameters = dict[str, object]


@dataclass(frozen=True)
class MonthFilter:
    """A question about a month, given by its first day; raises `ReportError`, naming what is allowed, if it is wrong.

    `by` says what a row is, `where` keeps the given values of dimensions only.
    """

    month: date
    by: tuple[str, ...] = ("client",)
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    limit: int | None = None

    def __post_init__(self) -> None:
        require_known("dimension", [*self.by, *self.where], BILLING_DIMENSIONS)
        require_unique("dimension", self.by)
        if self.month.day != 1:
            raise ReportError(f"A month is named by its first day, {self.month:%Y-%m}-01, not {self.month}.")
        if self.limit is not None and self.limit < 1:
            raise ReportError("A limit is at least 1.")

    def require(self, allowed: tuple[str, ...]) -> None:
        """Raises `ReportError` for a dimension that the report asked for does not have."""
        require_known("dimension of this report", [*self.by, *self.where], allowed)

    @property
    def has_one_meter(self) -> bool:
        """Whether each row is of one meter, so that its quantities are of one kind."""
        return bool({"meter", "price"} & set(self.by)) or len(self.where.get("meter", ())) == 1


def dimension_columns(by: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns by which rows are told apart."""
    return tuple(Column(name, "text", _DESCRIPTIONS[name]) for name in by)


def conditions(scope: Scope, asked: MonthFilter, *, is_listed: bool) -> tuple[sql.Composed, Parameters]:
    """The WHERE of a month's rows: the month, what the scope allows, the filters; `is_listed` if rows tell of it."""
    if scope.role == "dealer":
        raise ReportError("Bills are of clients; a dealer has none. Ask `meterhouse report dealers`.")
    parameters: Parameters = {"month": asked.month}
    found: list[sql.Composable] = [sql.SQL("usage_month = %(month)s")]
    for number, restriction in enumerate(scope.restrictions):
        if restriction.column == "is_listed" and not is_listed:
            continue
        parameters[f"scope_{number}"] = list(restriction.values)
        found.append(_any(restriction.column, f"scope_{number}"))
    for number, (name, values) in enumerate(asked.where.items()):
        parameters[f"where_{number}"] = list(values)
        found.append(_any(BILLING_DIMENSIONS[name], f"where_{number}"))
    return sql.SQL(" and ").join(found), parameters


def latest_month(settings: Settings | None = None) -> date | None:
    """The last month that is rated and has begun in UTC, in a house that lives the running one; None before any is."""
    with reading(settings) as connection:
        row = connection.execute(
            "select coalesce(max(usage_month) filter (where usage_month <= (now() at time zone 'UTC')::date), "
            "min(usage_month)) from marts.fct_months_rated"
        ).fetchone()
    return row[0] if row else None


def _any(column: LiteralString, parameter: str) -> sql.Composed:
    return sql.SQL("{} = any({})").format(sql.Identifier(column), sql.Placeholder(parameter))
