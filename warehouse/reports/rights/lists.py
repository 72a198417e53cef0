"""Who has rights, and what was reported of them and does not count."""

from psycopg import sql

from warehouse.access import Scope
from warehouse.reports.report import Column, Report, frame_of
from warehouse.reports.rights.asked import own_clients
from warehouse.reports.usage import reading
from warehouse.settings import Settings

_COLUMNS = (
    Column("client_id", "text", "The client."),
    Column("subscription_id", "text", "The subscription it is of; none if no subscription has the feature then."),
    Column("feature_id", "text", "The feature."),
    Column("happened_at", "instant", "When it happened, by its own date stamp."),
    Column("standing", "text", "conflict: other content under a key that stands; metered: a meter feeds the feature; "
           "no_right: no subscription has it then; other_type: it is of another type."),
    Column("change_key", "text", "The sender's key."),
    Column("increment", "exact", "By how much the use grew."),
    Column("quantity", "exact", "What the use is."),
    Column("is_enabled", "flag", "Whether it was switched on."),
    Column("ledger_no", "integer", "Its number in the order of commits."),
    Column("line_no", "integer", "Its line in the file, or its place in the batch."),
    Column("load_id", "integer", "The load that brought it, if it came by a file."),
)  # fmt: skip
_CONFLICTS = """
    select {columns} from marts.fct_feature_changes as rights
    where {own} and rights.standing not in ('counted', 'repeated')
    order by rights.ledger_no, rights.line_no
"""
_CLIENTS = """
    select rights.client_id, coalesce(max(client.name), rights.client_id) as name
    from marts.fct_rights as rights
    left join marts.dim_clients as client on rights.client_id = client.client_id and client.is_current
    where {own}
    group by rights.client_id
    order by name, rights.client_id
"""


def rights_conflicts(scope: Scope, settings: Settings | None = None) -> Report:
    """Reported changes that count for nothing, in the order in which they came, as of the last build."""
    own, parameters = own_clients(scope)
    names = sql.SQL(", ").join(sql.Identifier("rights", column.name) for column in _COLUMNS)
    with reading(settings) as connection:
        rows = connection.execute(sql.SQL(_CONFLICTS).format(columns=names, own=own), parameters).fetchall()
    return Report("rights_conflicts", _COLUMNS, frame_of(_COLUMNS, rows), ("fct_feature_changes",))


def clients_with_rights(scope: Scope, settings: Settings | None = None) -> dict[str, str]:
    """The names, by id, of clients who have or had any right, by name."""
    own, parameters = own_clients(scope)
    with reading(settings) as connection:
        return dict(connection.execute(sql.SQL(_CLIENTS).format(own=own), parameters).fetchall())
