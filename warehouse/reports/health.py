"""Reports on the data itself: what was loaded, what waits in quarantine, how far the marts reach.

Only the operator may ask: a load mixes the usage of many parties.
"""

from dataclasses import dataclass
from datetime import date, datetime

from psycopg import sql

from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports.report import Column, Report, frame_of
from warehouse.reports.usage import reading
from warehouse.reports.wording import require_known
from warehouse.settings import Settings
from warehouse.settings import settings as current_settings

STATES = ("held", "accepted", "voided")

_LOADS = (
    Column("load_id", "integer", "The load's own number."),
    Column("load_no", "integer", "Its place in the order of commits."),
    Column("committed_at", "instant", "When its rows became durable."),
    Column("load_seconds", "seconds", "How long it took, in seconds."),
    Column("source", "text", "The log source it was read by."),
    Column("file_name", "text", "The file, as it was called when it was loaded."),
    Column("landing_date", "date", "The day of the landing zone it lay in."),
    Column("state", "text", "held, accepted or voided."),
    Column("state_reason", "text", "Why it is in that state."),
    Column("replaces_load_id", "integer", "The load whose file it reads anew."),
    Column("replaced_by_load_id", "integer", "The load that took its place, or, still held, is to take it."),
    Column("releases_load_id", "integer", "The load whose quarantined lines it took up."),
    Column("lines", "count", "Lines read: stored, quarantined and ignored ones."),
    Column("stored", "count", "Records stored."),
    Column("repeated_at_load", "count", "Stored records that repeated what was there."),
    Column("quarantined", "count", "Lines that could not be counted, also those released since."),
    Column("released", "count", "Quarantined lines that later loads took up."),
    Column("ignored", "count", "Blank lines, declared headers and comments."),
    Column("first_usage_date", "date", "The earliest day with one of its records."),
    Column("last_usage_date", "date", "The latest day with one of its records."),
)
_QUARANTINE = (
    Column("reason", "text", "Why lines cannot be counted."),
    Column("source", "text", "The log source they came from."),
    Column("loads", "count", "Loads with such lines that wait."),
    Column("waiting", "count", "Such lines that wait."),
    Column("released", "count", "Such lines that later loads took up."),
    Column("latest_load_id", "integer", "The latest load with such lines that wait."),
    Column("file_name", "text", "The file of that load."),
    Column("first_line_no", "integer", "The first such line of it that waits."),
    Column("detail", "text", "What is wrong with that line."),
)


@dataclass(frozen=True)
class Freshness:
    """How far the marts reach, by the data's own clock: times of use, never of building."""

    latest_usage_hour_at: datetime | None
    last_usage_date: date | None
    last_built_date: date | None
    days_built: int
    stored: int
    counted: int
    repeated: int
    loads_accepted: int
    loads_held: int
    loads_voided: int
    lines_in_quarantine: int


def days_waiting(scope: Scope, *, settings: Settings | None = None) -> list[date]:
    """Days whose usage changed since they were last built, in order.

    Asked of the ledger, as the loader: marts cannot know what they have not seen.
    """
    require_operator(scope)
    # Here, because no other report needs the ledger and the parsers it brings along.
    from warehouse.ledger import touched_days

    return touched_days(settings or current_settings())


def loads(scope: Scope, *, state: str | None = None, limit: int = 200, settings: Settings | None = None) -> Report:
    """The latest loads of usage, latest first, with their accounting."""
    if state is not None:
        require_known("state of a load", [state], STATES)
    statement = sql.SQL(
        "select {} from marts.fct_loads"
        " where kind = 'usage' and (%(state)s::text is null or state = %(state)s)"
        " order by load_no desc limit %(limit)s"
    ).format(sql.SQL(", ").join(sql.Identifier(column.name) for column in _LOADS))
    return report_on_data(scope, "loads", _LOADS, ("fct_loads",), statement, {"state": state, "limit": limit}, settings)


def quarantine(scope: Scope, *, settings: Settings | None = None) -> Report:
    """Quarantined lines that wait, by reason and source, most lines first, with an example; not of voided loads."""
    statement = sql.SQL(
        "with quarantine as (\n"
        "    select quarantine.*, loads.source, loads.file_name, row_number() over (\n"
        "        partition by quarantine.reason, loads.source\n"
        "        order by quarantine.waiting > 0 desc, loads.load_no desc\n"
        "    ) as place\n"
        "    from marts.fct_load_quarantine as quarantine\n"
        "    inner join marts.fct_loads as loads on loads.load_id = quarantine.load_id\n"
        "    where loads.state <> 'voided'\n"
        ")\n"
        "select reason, source, count(*) filter (where waiting > 0), sum(waiting)::bigint, sum(released)::bigint,\n"
        "    max(load_id) filter (where place = 1), max(file_name) filter (where place = 1),\n"
        "    max(first_line_no) filter (where place = 1), max(detail) filter (where place = 1)\n"
        "from quarantine group by reason, source having sum(waiting) > 0\n"
        "order by sum(waiting) desc, reason, source"
    )
    return report_on_data(
        scope, "quarantine", _QUARANTINE, ("fct_load_quarantine", "fct_loads"), statement, {}, settings
    )


def freshness(scope: Scope, *, settings: Settings | None = None) -> Freshness:
    """How far the marts reach and what they rest on."""
    require_operator(scope)
    statement = (
        "with days as (\n"
        "    select max(usage_date) filter (where counted > 0) as last_usage_date,\n"
        "        max(usage_date) as last_built_date, count(*) as days_built,\n"
        "        coalesce(sum(stored), 0)::bigint as stored, coalesce(sum(counted), 0)::bigint as counted,\n"
        "        coalesce(sum(repeated), 0)::bigint as repeated\n"
        "    from marts.fct_days_built\n"
        "),\n"
        "loads as (\n"
        "    select count(*) filter (where state = 'accepted') as loads_accepted,\n"
        "        count(*) filter (where state = 'held') as loads_held,\n"
        "        count(*) filter (where state = 'voided') as loads_voided,\n"
        "        coalesce(sum(quarantined - released) filter (where state <> 'voided'), 0)::bigint\n"
        "            as lines_in_quarantine\n"
        "    from marts.fct_loads where kind = 'usage'\n"
        ")\n"
        "select (\n"
        "    select max(hours.usage_hour_at) from marts.fct_usage_hourly as hours\n"
        "    where hours.usage_date = days.last_usage_date\n"
        "), days.*, loads.* from days cross join loads"
    )
    with reading(settings) as connection:
        row = connection.execute(statement).fetchone()
    if row is None:  # pragma: no cover: an aggregate always has a row
        raise ReportError("The marts gave no answer.")
    return Freshness(*row)


def report_on_data(
    scope: Scope,
    name: str,
    columns: tuple[Column, ...],
    marts: tuple[str, ...],
    statement: sql.SQL | sql.Composed,
    parameters: dict[str, object],
    settings: Settings | None,
) -> Report:
    """A report that only the operator may ask for."""
    require_operator(scope)
    with reading(settings) as connection:
        rows = connection.execute(statement, parameters).fetchall()
    return Report(name, columns, frame_of(columns, rows), marts)


def require_operator(scope: Scope) -> None:
    """Raises `ReportError` for anybody else."""
    if scope.role != "operator":
        raise ReportError("Reports on the data itself are for the operator: they mix the usage of many parties.")
