"""The SQL that reads one mart for the measures it answers."""

from collections.abc import Iterable, Mapping

from psycopg import sql

from warehouse.reports.conditions import build_expression
from warehouse.reports.dimensions import DIMENSIONS
from warehouse.reports.groups import Groups
from warehouse.reports.known import schema_of
from warehouse.reports.marts import SUMS
from warehouse.reports.plan import Part
from warehouse.reports.usage_filter import UsageFilter

_NOTHING = sql.SQL("")


def build_part(part: Part, asked: UsageFilter, where: sql.Composed, groups: Groups) -> sql.Composed:
    """The aggregate of one mart: the asked dimensions and the part's measures, a row for each combination."""
    keys: dict[str, sql.Composable] = {name: build_expression(DIMENSIONS[name], asked.time_basis) for name in asked.by}
    formulas = {measure.name: part.formula(measure).sql for measure in part.measures}
    if part.mart.is_histogram:
        source = _histogram(keys, part, asked, where)
        keys = _named(keys)
    else:
        source = _rows(part, asked, where, groups.join(keys), groups.condition)
        keys = {name: groups.value(name, key) for name, key in keys.items()}
        if (counted := _counted_key(part)) is not None:
            source = _single_keys(keys, part, counted, source)
            keys = _named(keys)
            formulas = {m.name: part.formula(m).of_single_keys or part.formula(m).sql for m in part.measures}
    columns = [sql.SQL("{} as {}").format(value, sql.Identifier(name)) for name, value in keys.items()]
    columns += [sql.SQL("{} as {}").format(sql.SQL(text), sql.Identifier(name)) for name, text in formulas.items()]
    return sql.SQL("    select {}\n    from {}{}").format(sql.SQL(", ").join(columns), source, _group_by(keys))


def _named(keys: Iterable[str]) -> dict[str, sql.Composable]:
    return {name: sql.Identifier("usage", name) for name in keys}


def _counted_key(part: Part) -> str | None:
    """The one key of which a part counts how many there are, if all else that it measures can be added up."""
    formulas = [part.formula(measure) for measure in part.measures]
    counted = {key for formula in formulas if formula.of_single_keys for key in formula.needs}
    added_up = all(formula.needs <= SUMS for formula in formulas if not formula.of_single_keys)
    return counted.pop() if len(counted) == 1 and added_up else None


def _single_keys(keys: Mapping[str, sql.Composable], part: Part, counted: str, source: sql.Composed) -> sql.Composed:
    """Each counted key once in each group: hashing them once is twice as fast as sorting each group of rows."""
    key = sql.Identifier("usage", counted)
    columns = [sql.SQL("{} as {}").format(value, sql.Identifier(name)) for name, value in keys.items()]
    added = sorted({column for measure in part.measures for column in part.formula(measure).needs} - {counted})
    columns += [sql.SQL("sum(usage.{0}) as {0}").format(sql.Identifier(column)) for column in added]
    grouped = sql.SQL(", ").join([*keys.values(), key])
    return sql.SQL("(\n        select {}\n        from {}\n    group by {}\n    ) as usage").format(
        sql.SQL(", ").join([*columns, key]), source, grouped
    )


def _rows(
    part: Part, asked: UsageFilter, where: sql.Composed, joined: sql.Composable, kept: sql.Composable
) -> sql.Composed:
    schema = schema_of(asked.known)
    labels = [(DIMENSIONS[name].column, label) for name in asked.by if (label := DIMENSIONS[name].label) is not None]
    joins = [
        sql.SQL("\n    left join {} on {} = {}{}").format(
            sql.Identifier(schema, label.dimension),
            sql.Identifier(label.dimension, key),
            sql.Identifier("usage", key),
            sql.SQL(" and {}").format(sql.Identifier(label.dimension, "is_current"))
            if label.is_versioned
            else _NOTHING,
        )
        for key, label in labels
    ]
    mart = sql.Identifier(schema, part.mart.name)
    return sql.SQL("{} as usage{}{}\n    where {}{}").format(mart, sql.Composed(joins), joined, where, kept)


def _histogram(keys: dict[str, sql.Composable], part: Part, asked: UsageFilter, where: sql.Composed) -> sql.Composed:
    """Per bucket how many requests it and all below it `reached`, of how many in `total`, within the grouping."""
    return sql.SQL(
        "(\n        select {columns}usage.latency_bucket,\n"
        "            sum(sum(usage.requests)) over ({window} order by usage.latency_bucket) as reached,\n"
        "            sum(sum(usage.requests)) over ({window}) as total\n"
        "        from {mart} as usage\n    where {where}\n    group by {keys}\n    ) as usage"
    ).format(
        columns=sql.Composed([sql.SQL("{} as {}, ").format(sql_, sql.Identifier(name)) for name, sql_ in keys.items()]),
        window=sql.SQL("partition by {}").format(sql.SQL(", ").join(keys.values())) if keys else sql.SQL(""),
        mart=sql.Identifier(schema_of(asked.known), part.mart.name),
        where=where,
        keys=sql.SQL(", ").join([*keys.values(), sql.SQL("usage.latency_bucket")]),
    )


def _group_by(keys: dict[str, sql.Composable]) -> sql.Composable:
    # By expression, not by name: Postgres would take a column of the mart before an output column of the same name.
    return sql.SQL("\n    group by {}").format(sql.SQL(", ").join(keys.values())) if keys else sql.SQL("")
