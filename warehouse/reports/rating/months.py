"""The two books of a month: what usage costs, and what is not billed and why."""

from typing import LiteralString

from psycopg import sql

from warehouse.access import Scope
from warehouse.reports.rating.asked import BILLING_DIMENSIONS, MonthFilter, conditions, dimension_columns
from warehouse.reports.report import Column, Report, frame_of
from warehouse.reports.usage import reading
from warehouse.settings import Settings

_RATED = ("client", "project", "provider", "meter", "subscription", "plan", "price")
_NOT_BILLED = ("client", "project", "provider", "meter", "reason", "subscription", "price")
_CURRENCY = Column("currency", "text", "The currency of the amounts; different ones are never added up.")
_EVENTS = Column("events", "count", "Counted events.")
_QUANTITY = Column("quantity", "exact", "What the meter says of them.")
_BILLABLE = Column("billable_quantity", "exact", "The part of it that is not included in the price.")
_AMOUNTS = (
    Column("amount", "exact", "What it costs, not rounded."),
    Column("amount_cents", "cents", "What it costs: each line of a bill is rounded once, half to even."),
)


def rated(scope: Scope, asked: MonthFilter, settings: Settings | None = None) -> Report:
    """What a month's usage costs, the dearest first; a provider sees the part that its own APIs caused."""
    asked.require(_RATED)
    quantities = (_QUANTITY, _BILLABLE) if asked.has_one_meter else ()
    return _grouped(
        "rated", scope, asked, "agg_billing_monthly", (_CURRENCY,), (_EVENTS, *quantities, *_AMOUNTS), settings
    )


def not_billed(scope: Scope, asked: MonthFilter, settings: Settings | None = None) -> Report:
    """What of a month's usage is not billed, the most events first."""
    asked.require(_NOT_BILLED)
    quantities = (_QUANTITY,) if asked.has_one_meter else ()
    return _grouped("not_billed", scope, asked, "fct_not_billed", (), (_EVENTS, *quantities), settings)


def _grouped(
    name: str,
    scope: Scope,
    asked: MonthFilter,
    mart: LiteralString,
    more: tuple[Column, ...],
    sums: tuple[Column, ...],
    settings: Settings | None,
) -> Report:
    where, parameters = conditions(scope, asked, is_listed=mart == "fct_not_billed")
    keys = [sql.Identifier(BILLING_DIMENSIONS[one]) for one in asked.by] + [sql.Identifier(one.name) for one in more]
    added = [
        sql.SQL("round(sum({}), 12)" if one.unit == "exact" else "sum({})::bigint").format(sql.Identifier(one.name))
        for one in sums
    ]
    columns = (*dimension_columns(asked.by), *more, *sums)
    group = sql.SQL("group by {}").format(sql.SQL(", ").join(keys)) if keys else sql.SQL("having count(*) > 0")
    order = [sql.SQL("{} desc").format(sql.Literal(len(columns)))]
    order += [sql.SQL('{} collate "C"').format(key) for key in keys]
    statement = sql.SQL("select {} from marts.{} where {} {} order by {} limit {}").format(
        sql.SQL(", ").join([*keys, *added]), sql.Identifier(mart), where, group, sql.SQL(", ").join(order),
        sql.Literal(asked.limit),
    )  # fmt: skip
    with reading(settings) as connection:
        rows = connection.execute(statement, parameters).fetchall()
    return Report(name, columns, frame_of(columns, rows), (mart,), notes=(f"{asked.month:%Y-%m}",))
