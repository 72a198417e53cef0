"""One parameterised SELECT for a question: a CTE for each mart that answers a part of it, joined on the grouping.

Every CTE carries the same WHERE: the period, the scope and the filters. So the numbers of a row are about the same
usage, whichever mart they come from.
"""

from collections.abc import Sequence

from psycopg import sql

from warehouse.access import Scope
from warehouse.reports.conditions import Parameters, build_where
from warehouse.reports.dimensions import DIMENSIONS
from warehouse.reports.groups import AS_THEY_ARE, Groups
from warehouse.reports.part import build_part
from warehouse.reports.plan import Part
from warehouse.reports.usage_filter import UsageFilter


def compose(
    scope: Scope, asked: UsageFilter, parts: Sequence[Part], groups: Groups = AS_THEY_ARE
) -> tuple[sql.Composed, Parameters]:
    """The statement and its parameters; its columns are the dimensions and measures in the order asked."""
    where, parameters = build_where(scope, asked)
    names = [sql.Identifier(f"part_{number}") for number in range(len(parts))]
    ctes = [
        sql.SQL("{} as (\n{}\n)").format(name, build_part(part, asked, where, groups))
        for name, part in zip(names, parts, strict=True)
    ]
    statement = sql.SQL("with {}\nselect {}\nfrom {}\norder by {}\nlimit {} offset {}").format(
        sql.SQL(",\n").join(ctes),
        sql.SQL(", ").join(_output(asked, names, parts)),
        _joined(names, asked.by),
        sql.SQL(", ").join(_ordering(asked, names[0])),
        sql.Placeholder("limit"),
        sql.Placeholder("offset"),
    )
    return statement, parameters | groups.parameters | {"limit": asked.limit, "offset": asked.offset}


def _joined(names: Sequence[sql.Identifier], by: Sequence[str]) -> sql.Composed:
    keys = sql.SQL(", ").join(map(sql.Identifier, by))
    condition = sql.SQL(" using ({})").format(keys) if by else sql.SQL(" on true")
    first, *others = names
    return sql.Composed([first, *(sql.SQL("\nleft join {}{}").format(name, condition) for name in others)])


def _output(asked: UsageFilter, names: Sequence[sql.Identifier], parts: Sequence[Part]) -> list[sql.Composable]:
    home = {measure.name: (name, measure) for name, part in zip(names, parts, strict=True) for measure in part.measures}
    columns: list[sql.Composable] = [sql.Identifier(name) for name in asked.by]
    for measure_name in asked.measure_names:
        name, measure = home[measure_name]
        absent = sql.SQL("coalesce({}.{}, 0) as {}" if measure.is_count else "{}.{} as {}")
        columns.append(absent.format(name, sql.Identifier(measure_name), sql.Identifier(measure_name)))
    return columns


def _ordering(asked: UsageFilter, first: sql.Identifier) -> list[sql.Composable]:
    terms: list[sql.Composable] = []
    for name, descends in asked.ordering:
        column: sql.Composable = sql.Identifier(name)
        if name not in asked.by and name not in asked.measure_names:
            column = sql.SQL("{}.requests").format(first)
        # Byte order: the same on every server, whatever its locale.
        is_text = name in DIMENSIONS and DIMENSIONS[name].kind == "text"
        collation = sql.SQL(' collate "C"' if is_text else "")
        direction = sql.SQL("desc" if descends else "asc")
        terms.append(sql.SQL("{}{} {} nulls last").format(column, collation, direction))
    return terms
