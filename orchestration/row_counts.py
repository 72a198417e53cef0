"""How many rows each day of a mart has: cheap enough to be looked up after every build."""

from datetime import date

from psycopg import sql

from orchestration.days import DayRange
from warehouse.database import connect
from warehouse.settings import Settings


def rows_by_day(schema: str, table: str, days: DayRange, settings: Settings) -> dict[date, int]:
    """Rows of the table on each day of the range; 0 where there are none."""
    query = sql.SQL(
        "select usage_date, count(*) from {} where usage_date between %s and %s group by usage_date"
    ).format(sql.Identifier(schema, table))
    with connect("owner", settings) as connection:
        counted: dict[date, int] = dict(connection.execute(query, [days.first, days.last]).fetchall())
    return {day: counted.get(day, 0) for day in days.days}


def rows_of(schema: str, table: str, settings: Settings) -> int:
    """Rows of the whole table."""
    with connect("owner", settings) as connection:
        row = connection.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(schema, table))).fetchone()
    return int(row[0]) if row else 0
