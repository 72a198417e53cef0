"""A usage report beside the same report of an earlier period."""

from dataclasses import replace

import polars as pl
import psycopg

from warehouse.access import Scope
from warehouse.reports.alignment import Alignment, align_times
from warehouse.reports.dimensions import DIMENSIONS
from warehouse.reports.groups import Groups
from warehouse.reports.measures import MEASURES, Measure
from warehouse.reports.periods import Against, earlier
from warehouse.reports.plan import plan
from warehouse.reports.report import Column, Report, Unit
from warehouse.reports.usage import columns_of, groups_of, reading, run_on
from warehouse.reports.usage_filter import UsageFilter
from warehouse.settings import Settings


def run_compared(
    scope: Scope, asked: UsageFilter, against: Against = "previous", settings: Settings | None = None
) -> Report:
    """Each measure `m` with `m_before`, its value in the earlier period, and `m_change`.

    The change is relative, null where nothing was before; of a share it is the difference. A row that only one of
    the periods has stands there too, its counts 0 in the other. Rows in time stand beside their counterpart: the
    same date of last year, else the day, week or month of the same place in the period; a row of the earlier period
    without a counterpart (29 February, the 31st day) is left out, so the total is asked without a split by time.
    """
    whole, earlier_whole = questions(asked, against)
    now, before = whole.period, earlier_whole.period
    with reading(settings) as connection:
        current, former = (
            run_on(connection, scope, question, plan(scope, question), groups)
            for question, groups in _grouped(connection, scope, (whole, earlier_whole), settings)
        )
    aligned = align_times(former.frame, asked.by, Alignment(now, before, against))
    joined = _join(current.frame, aligned, whole)
    frame = _order(joined, asked).slice(asked.offset, asked.limit)
    columns = _columns(asked)
    return Report("usage", columns, frame.select(c.name for c in columns), current.marts, asked, before, current.notes)


def questions(asked: UsageFilter, against: Against) -> tuple[UsageFilter, UsageFilter]:
    """What is asked of the period and of the earlier one: all rows of both, since they are joined before any limit."""
    before = earlier(asked.period, against)
    whole = replace(asked, limit=None, offset=0, measures=_with_requests(asked))
    return whole, replace(whole, from_date=before.from_date, until_date=before.until_date)


def _grouped(
    connection: psycopg.Connection, scope: Scope, asked: tuple[UsageFilter, UsageFilter], settings: Settings | None
) -> list[tuple[UsageFilter, Groups]]:
    """Both questions with the groups of both together; rows in time have groups of their own time."""
    if any(DIMENSIONS[name].is_time for name in asked[0].by):
        return [(question, groups_of(connection, scope, [question], settings)) for question in asked]
    groups = groups_of(connection, scope, asked, settings)
    return [(question, groups) for question in asked]


def _with_requests(asked: UsageFilter) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*asked.measure_names, "requests")))


def _join(current: pl.DataFrame, former: pl.DataFrame, asked: UsageFilter) -> pl.DataFrame:
    former = former.rename({name: f"{name}_before" for name in asked.measure_names})
    if asked.by:
        joined = current.join(former, on=list(asked.by), how="full", coalesce=True)
    else:
        joined = pl.concat([current, former], how="horizontal")
    measures = [MEASURES[name] for name in asked.measure_names]
    counts = [name for m in measures if m.is_count for name in (m.name, f"{m.name}_before")]
    return joined.with_columns(pl.col(counts).fill_null(0)).with_columns(_change(measure) for measure in measures)


def _change(measure: Measure) -> pl.Expr:
    now, before = pl.col(measure.name), pl.col(f"{measure.name}_before")
    difference = now - before
    relative = pl.when(before != 0).then(difference / before)
    return (difference if measure.unit == "share" else relative).cast(pl.Float64).alias(f"{measure.name}_change")


def _order(frame: pl.DataFrame, asked: UsageFilter) -> pl.DataFrame:
    if frame.is_empty() or not asked.ordering:
        return frame
    names, descends = zip(*asked.ordering, strict=True)
    return frame.sort(list(names), descending=list(descends), nulls_last=True)


def _columns(asked: UsageFilter) -> tuple[Column, ...]:
    columns: list[Column] = []
    for column in columns_of(asked):
        columns.append(column)
        if not column.is_dimension:
            unit: Unit = "points" if column.unit == "share" else "change"
            columns += [
                Column(f"{column.name}_before", column.unit, f"{column.description} In the earlier period."),
                Column(f"{column.name}_change", unit, f"Change of {column.name} since the earlier period."),
            ]
    return tuple(columns)
