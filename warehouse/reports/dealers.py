"""Dealers and the records that were fetched of them, also those of whom none were."""

from dataclasses import dataclass
from typing import LiteralString

from psycopg import sql

from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports.dimensions import TimeBasis
from warehouse.reports.known import Known, schema_of
from warehouse.reports.periods import Period
from warehouse.reports.report import Column, Report, frame_of
from warehouse.reports.usage import reading
from warehouse.reports.wording import is_plain, require_known
from warehouse.settings import Settings

_WHO = (
    Column("dealer_id", "text", "The dealer's id, usually a UUID."),
    Column("name", "text", "The dealer's name now; the id where nobody described the dealer."),
    Column("code", "text", "The dealer's own code, if there is one."),
)
_DAY = Column("usage_date", "date", "The day of the use.")
_WHAT = (
    Column("requests", "count", "Requests that fetched records of the dealer."),
    Column("records_new", "count", "New records fetched."),
    Column("records_changed", "count", "Changed records fetched."),
    Column("records_total", "count", "New and changed records together."),
)
DEALER_MARTS = ("agg_dealer_usage_daily", "dim_dealers")
_DATES: dict[TimeBasis, LiteralString] = {"utc": "usage_date", "local": "local_date"}
_STATEMENT = """
    with usage as (
        select dealer_id, {day} as usage_date, {sums}
        from {schema}.agg_dealer_usage_daily as usage
        where dealer_id <> 'none' and {conditions}
        group by 1, 2
    ),
    described as (
        select dealer_id, name, code, is_deleted from {schema}.dim_dealers
        where is_current and dealer_id <> 'none' and {own}
    ),
    dealers as (
        select
            dealer_id, coalesce(described.name, dealer_id) as name, described.code, usage.usage_date, {counts}
        from described
        full join usage using (dealer_id)
        where usage.dealer_id is not null or (%(lists_all)s and not described.is_deleted)
    )
    select {columns} from dealers
    where %(search)s::text is null
        or position(lower(%(search)s) in lower(concat_ws(E'\\n', dealer_id, name, code))) > 0
    order by {order}
    limit %(limit)s offset %(offset)s
"""


@dataclass(frozen=True)
class DealerFilter:
    """A question about dealers; raises `ReportError`, naming what is allowed, if a word is not known.

    `search` is a part of a name, a code or an id, in any case. `by_day` gives a row for each day with usage, else each
    dealer is one row, with zeros for whom nothing was fetched of. `order_by` is a column, `-` before it for descending.
    """

    period: Period
    by_day: bool = False
    search: str | None = None
    time_basis: TimeBasis = "utc"
    order_by: str = "-records_total"
    limit: int | None = 100
    offset: int = 0
    known: Known | None = None

    def __post_init__(self) -> None:
        require_known("time basis", [self.time_basis], _DATES)
        require_known("column to order by", [self.order_by.removeprefix("-")], [column.name for column in self.columns])
        if (self.limit is not None and self.limit < 1) or self.offset < 0:
            raise ReportError("A limit is at least 1 and an offset at least 0.")
        if self.search is not None and not is_plain(self.search):
            raise ReportError("A search is plain text, in UTF-8.")

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the answer."""
        return (*_WHO, *((_DAY,) if self.by_day else ()), *_WHAT)


def dealers(scope: Scope, asked: DealerFilter, settings: Settings | None = None) -> Report:
    """The dealers whom the scope may see: the operator all, others those of whom their usage fetched records."""
    statement, parameters = _compose(scope, asked)
    with reading(settings) as connection:
        rows = connection.execute(statement, parameters).fetchall()
    notes = (str(asked.known),) if asked.known else ()
    return Report("dealers", asked.columns, frame_of(asked.columns, rows), DEALER_MARTS, notes=notes)


def _compose(scope: Scope, asked: DealerFilter) -> tuple[sql.Composed, dict[str, object]]:
    date = sql.Identifier("usage", _DATES[asked.time_basis])
    conditions: list[sql.Composable] = [
        sql.SQL("{} between %(from_date)s and %(until_date)s").format(date),
        # A local date is at most a day from the UTC date, by which the mart's index begins.
        sql.SQL("usage.usage_date between %(from_date)s::date - 1 and %(until_date)s::date + 1"),
    ]
    own: sql.Composable = sql.SQL("true")
    parameters: dict[str, object] = {
        "from_date": asked.period.from_date,
        "until_date": asked.period.until_date,
        "search": asked.search or None,
        "limit": asked.limit,
        "offset": asked.offset,
        "lists_all": scope.role in ("operator", "dealer") and not asked.by_day,
    }
    for number, restriction in enumerate(scope.restrictions):
        allowed = sql.SQL("{} = any({})").format(sql.Identifier(restriction.column), sql.Placeholder(f"scope_{number}"))
        parameters[f"scope_{number}"] = list(restriction.values)
        conditions.append(allowed)
        own = allowed if restriction.column == "dealer_id" else own
    names = [sql.Identifier(column.name) for column in _WHAT]
    statement = sql.SQL(_STATEMENT).format(
        schema=sql.Identifier(schema_of(asked.known)),
        day=date if asked.by_day else sql.SQL("null::date"),
        sums=sql.SQL(", ").join(sql.SQL("sum({0})::bigint as {0}").format(name) for name in names),
        counts=sql.SQL(", ").join(sql.SQL("coalesce(usage.{0}, 0) as {0}").format(name) for name in names),
        conditions=sql.SQL(" and ").join(conditions),
        own=own,
        columns=sql.SQL(", ").join(sql.Identifier(column.name) for column in asked.columns),
        order=_ordering(asked),
    )
    return statement, parameters


def _ordering(asked: DealerFilter) -> sql.Composed:
    """Complete: no two rows are equal in all of it. Text in byte order, the same on every server."""
    wanted = [(asked.order_by.removeprefix("-"), asked.order_by.startswith("-"))]
    wanted += [(name, False) for name in ("name", "dealer_id", *(("usage_date",) if asked.by_day else ()))]
    texts = {column.name for column in _WHO}
    return sql.SQL(", ").join(
        sql.SQL("{}{} {} nulls last").format(
            sql.Identifier(name), sql.SQL(' collate "C"' if name in texts else ""), sql.SQL("desc" if falls else "asc")
        )
        for name, falls in wanted
    )
