"""What needs somebody's eye: time that nobody pays for, closes without an open, contradictions; and who owned what."""

from datetime import datetime
from typing import LiteralString

from psycopg import sql

from warehouse.access import Scope
from warehouse.reports.billing.answering import answer
from warehouse.reports.billing.asked import BillingFilter, Span, own_rows
from warehouse.reports.billing.rated import exactly, rated
from warehouse.reports.report import Column, Report
from warehouse.settings import Settings

_UNBILLED = (
    Column("provider_id", "text", "The provider of the resource."),
    Column("resource_id", "text", "What was open; ids are the provider's own."),
    Column("event_id", "text", "The event; ids are the provider's own."),
    Column("reason", "text", "no_owner: nobody had the resource. no_payer: no account link says who pays."),
    Column("owner_id", "text", "The owner, if there is one."),
    Column("from_at", "instant", "First instant of that time."),
    Column("until_at", "instant", "Its end, not included."),
    Column("hours", "exact", "How long that is, times how many of it."),
)
_UNBILLED_STATEMENT = """
    with {rated}
    select
        provider_id, resource_id, event_id::text, case owner_id when 'none' then 'no_owner' else 'no_payer' end,
        owner_id, from_at, until_at, {hours}
    from rated
    where payer_id = 'none'
    order by provider_id collate "C", resource_id collate "C", from_at, event_id
"""
_UNPAIRED = (
    Column("kind", "text", "billable_events or resource_ownerships."),
    Column("provider_id", "text", "The provider; the other ids are its own."),
    Column("record_id", "text", "The event's or the ownership's id."),
    Column("resource_id", "text", "The resource, if it was named."),
    Column("ended_at", "instant", "When it was closed, or ended."),
    Column("begun_at", "instant", "When it began, if that is known: after it ended."),
)
_CONFLICTS = (
    Column("kind", "text", "What kind of record it is."),
    Column("provider_id", "text", "The provider; the other ids are its own."),
    Column("record_id", "text", "The record's id."),
    Column("state", "text", "open, close, active or inactive; none for records without halves."),
    Column("reason", "text", "sent_again: other content under an id that stands; other_than_its_beginning: an end."),
    Column("ledger_no", "integer", "Its number in the order of commits."),
    Column("line_no", "integer", "Its line in the file; 1 for a record that was put by itself."),
    Column("load_id", "integer", "The load that brought it, if it came by a file."),
    Column("sent", "text", "What it says, as JSON."),
    Column("stands", "text", "What stands, and goes on standing."),
)
_OWNERSHIPS = (
    Column("provider_id", "text", "The provider; the other ids are its own."),
    Column("resource_id", "text", "The resource."),
    Column("owner_id", "text", "Who had it."),
    Column("ownership_id", "text", "The ownership."),
    Column("from_at", "instant", "From when."),
    Column("until_at", "instant", "Until when, not included."),
)
_LIST = """
    select {columns} from {mart}
    where {own}
    order by {order}
"""
_OWNERSHIPS_STATEMENT = """
    with clipped as (
        select *,
            greatest(owned_from, %(from_at)s) as from_at,
            least(owned_until, %(until_at)s, case when owned_until = 'infinity' then %(now)s end) as until_at
        from marts.fct_ownership_periods
        where {own} and owned_until > %(from_at)s and owned_from < %(until_at)s
            and (%(owner_id)s::text is null or owner_id = %(owner_id)s)
            and (%(resource_id)s::text is null or resource_id = %(resource_id)s)
    )
    select provider_id, resource_id, owner_id, ownership_id::text, from_at, until_at
    from clipped
    where from_at < until_at
    order by provider_id collate "C", resource_id collate "C", from_at
"""


def unbilled_time(scope: Scope, asked: BillingFilter, settings: Settings | None = None) -> Report:
    """Time in the span that nobody is billed for: gaps between owners, and owners without a payer."""
    own_rows(scope, bears_clients=False)
    ctes, parameters = rated(scope, asked)
    statement = sql.SQL(_UNBILLED_STATEMENT).format(rated=ctes, hours=exactly("seconds", 3_600))
    marts = ("fct_billable_periods",)
    return answer("unbilled_time", _UNBILLED, marts, statement, parameters, asked.told, settings)


def unpaired_closes(scope: Scope, settings: Settings | None = None) -> Report:
    """Closes, and ends of ownerships, that end nothing: they are in no other report until their beginning comes."""
    return _listed("unpaired_closes", _UNPAIRED, "kind, provider_id, record_id", scope, settings)


def resource_conflicts(scope: Scope, settings: Settings | None = None) -> Report:
    """Records that contradict one which stands, in the order in which they came."""
    return _listed("resource_conflicts", _CONFLICTS, "ledger_no, line_no, kind", scope, settings)


def ownerships(
    scope: Scope,
    span: Span,
    now: datetime,
    *,
    owner_id: str | None = None,
    resource_id: str | None = None,
    settings: Settings | None = None,
) -> Report:
    """Who had which resource within the span; what lasts still ends `now`, if the span does not end before."""
    own, parameters = own_rows(scope, bears_clients=False)
    asked = BillingFilter(span, now)
    parameters |= {"from_at": span.from_at, "until_at": span.until_at, "now": now}
    parameters |= {"owner_id": owner_id, "resource_id": resource_id}
    statement = sql.SQL(_OWNERSHIPS_STATEMENT).format(own=own)
    marts = ("fct_ownership_periods",)
    return answer("ownerships", _OWNERSHIPS, marts, statement, parameters, asked.told, settings)


def _listed(
    name: str, columns: tuple[Column, ...], order: LiteralString, scope: Scope, settings: Settings | None
) -> Report:
    own, parameters = own_rows(scope, bears_clients=False)
    mart = f"fct_{name}"
    statement = sql.SQL(_LIST).format(
        columns=sql.SQL(", ").join(sql.Identifier(column.name) for column in columns),
        mart=sql.Identifier("marts", mart),
        own=own,
        order=sql.SQL(order),
    )
    return answer(name, columns, (mart,), statement, parameters, {}, settings)
