"""Report on where addresses are: by which database, and how many."""

from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports.report import Column, Report, frame_of
from warehouse.reports.usage import reading
from warehouse.settings import Settings

_COLUMNS = (
    Column("database_type", "text", "What the database calls itself; none: addresses looked up in no database yet."),
    Column("database_built_at", "instant", "When its maker built this edition."),
    Column("addresses", "count", "Addresses whose last look-up was in it."),
    Column("located", "count", "Those of them that it knows, at least the country."),
)


def locations(scope: Scope, *, settings: Settings | None = None) -> Report:
    """By which editions of which databases addresses are located, the latest used first."""
    if scope.role != "operator":
        raise ReportError("Where addresses are is for the operator: they are addresses of many parties.")
    statement = (
        "select coalesce(database_type, 'none'), database_built_at, addresses, located"
        " from marts.fct_location_databases order by last_load_no desc nulls last"
    )
    with reading(settings) as connection:
        rows = connection.execute(statement).fetchall()
    return Report("locations", _COLUMNS, frame_of(_COLUMNS, rows), ("fct_location_databases",))
