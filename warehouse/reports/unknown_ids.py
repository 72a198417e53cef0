"""Who was named by usage and described by nobody."""

from datetime import date

from psycopg import sql

from warehouse.access import Scope
from warehouse.reports.health import report_on_data
from warehouse.reports.report import Column, Report
from warehouse.settings import Settings

_COLUMNS = (
    Column("kind", "text", "clients, projects, dealers or users."),
    Column("id", "text", "The id that usage named."),
    Column("client_id", "text", "The client whose usage named it."),
    Column("requests", "count", "Requests that named it while nothing was known of it."),
    Column("first_date", "date", "The first such day (UTC)."),
    Column("last_date", "date", "The last such day (UTC)."),
)
_STATEMENT = """
    select
        unknown.kind, coalesce(users.user_id, unknown.id), unknown.client_id, sum(unknown.requests)::bigint as requests,
        min(unknown.usage_date), max(unknown.usage_date)
    from marts.fct_unknown_ids_daily as unknown
    left join marts.dim_users as users
        on unknown.kind = 'users' and unknown.id = users.user_key::text and users.is_current
    where unknown.is_listed
        and unknown.usage_date between coalesce(%(from)s, '-infinity'::date) and coalesce(%(until)s, 'infinity'::date)
    group by unknown.kind, unknown.id, users.user_id, unknown.client_id
    order by requests desc, unknown.kind, unknown.client_id, unknown.id
    limit %(limit)s
"""


def unknown_ids(
    scope: Scope,
    *,
    from_date: date | None = None,
    until_date: date | None = None,
    limit: int = 500,
    settings: Settings | None = None,
) -> Report:
    """The ids without a reference record, the most used first; both dates are included, all days by default.

    Those that listed usage names: the others are their providers' own.
    """
    asked: dict[str, object] = {"from": from_date, "until": until_date, "limit": limit}
    marts = ("fct_unknown_ids_daily", "dim_users")
    return report_on_data(scope, "unknown_ids", _COLUMNS, marts, sql.SQL(_STATEMENT), asked, settings)
