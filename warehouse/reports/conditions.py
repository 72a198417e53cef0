"""What a question keeps of a mart's rows, and what a dimension is made of, as SQL."""

from datetime import timedelta
from typing import LiteralString

from psycopg import sql

from warehouse.access import Scope
from warehouse.reports.dimensions import DIMENSIONS, Dimension, TimeBasis
from warehouse.reports.known import schema_of
from warehouse.reports.usage_filter import UsageFilter

Parameters = dict[str, object]

DAY = timedelta(days=1)
# A local date is at most one day from the UTC date, which prunes partitions and indexes: the two differ only at both
# ends of the period. As a `case`, because of two ranges the planner would take the product for what they leave: of 90
# days out of two years an eighth of the rows, and plans for an eighth.
LOCAL_DAYS: LiteralString = """case
        when usage.usage_date > %(from_date)s and usage.usage_date < %(until_date)s then true
        else usage.local_date between %(from_date)s and %(until_date)s
    end"""


def build_where(scope: Scope, asked: UsageFilter) -> tuple[sql.Composed, Parameters]:
    """The WHERE of every part: the period, what the scope allows, and the filters, which can only narrow it."""
    parameters: Parameters = {"from_date": asked.from_date, "until_date": asked.until_date}
    conditions: list[sql.Composable] = [sql.SQL("usage.usage_date between %(from_date)s and %(until_date)s")]
    if asked.time_basis == "local":
        parameters |= {"from_utc": asked.from_date - DAY, "until_utc": asked.until_date + DAY}
        conditions = [sql.SQL("usage.usage_date between %(from_utc)s and %(until_utc)s"), sql.SQL(LOCAL_DAYS)]
    for number, restriction in enumerate(scope.restrictions):
        parameters[f"scope_{number}"] = list(restriction.values)
        column = sql.Identifier("usage", restriction.column)
        conditions.append(sql.SQL("{} = any({})").format(column, sql.Placeholder(f"scope_{number}")))
    for number, name in enumerate(asked.where):
        parameters[f"where_{number}"] = asked.values(name)
        conditions.append(_condition(DIMENSIONS[name], asked, sql.Placeholder(f"where_{number}")))
    return sql.SQL("\n    and ").join(conditions), parameters


def _condition(dimension: Dimension, asked: UsageFilter, values: sql.Placeholder) -> sql.Composed:
    basis = asked.time_basis
    if dimension.label is None:
        # The cast of the values, not of the column, keeps indexes of use; hours in local time have no zone.
        kind: LiteralString = "::timestamp[]" if dimension.kind == "hour" and basis == "local" else ""
        return sql.SQL("{} = any({}" + kind + ")").format(build_expression(dimension, basis), values)
    return sql.SQL("{key} in (select {name} from {label} where {value} = any({values}))").format(
        key=sql.Identifier("usage", dimension.column),
        name=sql.Identifier(dimension.column),
        label=sql.Identifier(schema_of(asked.known), dimension.label.dimension),
        value=sql.Identifier(dimension.label.value),
        values=values,
    )


def build_expression(dimension: Dimension, basis: TimeBasis) -> sql.Composed:
    """The value of a dimension, out of the mart `usage` and the joined dimension table if it has a label."""
    column = sql.Identifier("usage", dimension.column_in(basis))
    if dimension.label is None:
        return sql.SQL(dimension.expression).format(column)
    value = sql.Identifier(dimension.label.dimension, dimension.label.value)
    return sql.SQL("coalesce({}, {}::text)").format(value, column)
