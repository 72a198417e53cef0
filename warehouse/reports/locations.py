"""Report on where addresses are: by which database, and how many."""

from psycopg import sql

from warehouse.access import Scope
from warehouse.reports.health import report_on_data
from warehouse.reports.report import Column, Report
from warehouse.settings import Settings

_COLUMNS = (
    Column("database_type", "text", "What the database calls itself; none: addresses looked up in no database yet."),
    Column("database_built_at", "instant", "When its maker built this edition."),
    Column("addresses", "count", "Addresses whose last look-up was in it."),
    Column("located", "count", "Those of them that it knows, at least the country."),
)


def locations(scope: Scope, *, settings: Settings | None = None) -> Report:
    """By which editions of which databases addresses are located, the latest used first."""
    statement = sql.SQL(
        "select coalesce(database_type, 'none'), database_built_at, addresses, located"
        " from marts.fct_location_databases order by last_load_no desc nulls last"
    )
    return report_on_data(scope, "locations", _COLUMNS, ("fct_location_databases",), statement, {}, settings)
