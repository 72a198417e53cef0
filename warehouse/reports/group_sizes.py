"""How many users stand behind each row of an answer, and who they are where they are few."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

import psycopg

from warehouse.access import Scope
from warehouse.reports.conditions import build_where
from warehouse.reports.groups import Groups, Row
from warehouse.reports.measures import MEASURES, Formula, Measure, where_known
from warehouse.reports.part import build_part
from warehouse.reports.plan import Part, plan
from warehouse.reports.usage_filter import UsageFilter

USERS = MEASURES["unique_users"]
KNOWN = where_known("user_key")
# Never in a report: who the users of a row are, if they are fewer than so many.
FEW = Measure(
    "few_users",
    "count",
    "Keys of the users of a row, if they are few.",
    (
        Formula(
            frozenset({"user_key"}),
            "null",  # It is never asked for but with them alone, of single keys.
            f"case when count(*){KNOWN} < %(least)s then array_agg(usage.user_key){KNOWN} end",
        ),
    ),
    "users",
)


@dataclass(frozen=True)
class Users:
    """So many at least; where they are too few to stand alone, exactly so many, and their keys."""

    count: int
    keys: frozenset[UUID] | None = None

    @classmethod
    def together(cls, rows: Iterable["Users"], least: int) -> "Users":
        """Those of rows that stand as one."""
        parts = list(rows)
        if any(part.keys is None for part in parts):
            return cls(max(part.count for part in parts))
        keys = frozenset[UUID]().union(*(part.keys or () for part in parts))
        return cls(len(keys), keys if len(keys) < least else None)


def users_of_rows(
    connection: psycopg.Connection, scope: Scope, question: UsageFilter, groups: Groups, least: int
) -> dict[Row, Users]:
    """The users of each row of a question, of its groups as they are so far."""
    counted = replace(question, measures=(USERS.name,), order_by=(), limit=None, offset=0)
    mart = next(part.mart for part in plan(scope, counted) if USERS in part.measures)
    where, parameters = build_where(scope, counted)
    statement = build_part(Part(mart, (USERS, FEW)), counted, where, groups)
    found = connection.execute(statement, parameters | groups.parameters | {"least": least})
    # Of no users there is no array, as of many.
    return {tuple(row): Users(count, frozenset(keys or ()) if count < least else None) for *row, count, keys in found}
