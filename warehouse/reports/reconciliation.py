"""What came in and where it went, to the last line."""

from datetime import date
from typing import LiteralString

from psycopg import sql

from warehouse.access import Scope
from warehouse.reports.health import report_on_data
from warehouse.reports.report import Column, Report
from warehouse.settings import Settings

EVERY_SOURCE = "all sources"
_DAY = Column("loaded_on", "date", "The UTC day on which the ledger took the lines in.")
_SOURCE = Column("source", "text", "The log source; all together in the last row.")
_SHOWN: dict[bool, LiteralString] = {
    False: "case grouping(source) when 0 then source else 'all sources' end",
    True: "loaded_on, case grouping(source) when 0 then source else 'all sources' end",
}
_PLACES = (
    Column("loads", "count", "Files and batches taken in."),
    Column("lines", "count", "Lines read: the sum of all places that follow."),
    Column("counted", "count", "Records that count."),
    Column("repeated", "count", "Records that equal one that counts."),
    Column("unbuilt", "count", "Records of accepted loads that wait for a build."),
    Column("held", "count", "Records of loads that wait for a decision."),
    Column("withdrawn", "count", "Records and quarantined lines of loads that were withdrawn."),
    Column("in_quarantine", "count", "Lines that cannot be counted and wait in quarantine."),
    Column("released", "count", "Quarantined lines that later loads took up."),
    Column("ignored", "count", "Blank lines, declared headers and comments."),
)


def reconciliation(
    scope: Scope,
    *,
    from_date: date | None = None,
    until_date: date | None = None,
    by_day: bool = False,
    settings: Settings | None = None,
) -> Report:
    """By source, or by day and source, and all together: `lines` and the places that they are in.

    Both dates are days of loading and included; by default all.
    """
    names = ["loaded_on", "source"] if by_day else ["source"]
    keys = sql.SQL(", ").join(map(sql.Identifier, names))
    statement = sql.SQL(
        "select {shown}, {sums} from marts.fct_reconciliation_daily"
        " where loaded_on between coalesce(%(from)s, '-infinity'::date) and coalesce(%(until)s, 'infinity'::date)"
        " group by grouping sets (({keys}), ()) order by grouping({keys}), {keys}"
    ).format(
        shown=sql.SQL(_SHOWN[by_day]),
        sums=sql.SQL(", ").join(
            sql.SQL("coalesce(sum({0}), 0)::bigint as {0}").format(sql.Identifier(column.name)) for column in _PLACES
        ),
        keys=keys,
    )
    columns = ((_DAY,) if by_day else ()) + (_SOURCE, *_PLACES)
    asked: dict[str, object] = {"from": from_date, "until": until_date}
    return report_on_data(scope, "reconciliation", columns, ("fct_reconciliation_daily",), statement, asked, settings)
