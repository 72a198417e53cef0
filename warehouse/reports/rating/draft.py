"""The draft of a month that still runs: what its lines come to so far, and what they will if it goes on like this."""

from datetime import datetime

from psycopg import sql

from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports.rating.asked import BILLING_DIMENSIONS, MonthFilter, conditions, dimension_columns
from warehouse.reports.report import Column, Report, frame_of
from warehouse.reports.usage import reading
from warehouse.settings import Settings

_BY = ("client", "subscription", "plan", "price", "meter")
_CURRENCY = Column("currency", "text", "The currency of the amounts; different ones are never added up.")
_QUANTITIES = (
    Column("quantity", "exact", "What the meter says so far."),
    Column("projected_quantity", "exact", "What it will say at the month's end, if it goes on like this."),
)
_AMOUNTS = (
    Column("amount_cents", "cents", "What the lines come to so far."),
    Column("projected_cents", "cents", "What they will come to: the prices applied to the projected quantities."),
)
_MARTS = ("fct_rated_usage", "dim_prices", "agg_billing_monthly")
# What a price says, in the order of the type rating.terms.
TERMS = (
    "model", "unit_amount", "package_size", "package_amount", "rate_percent", "fixed_amount", "free_events",
    "free_units", "event_minimum", "event_maximum", "tier_lowers", "tier_uppers", "tier_units", "tier_flats",
    "included", "discount_percent", "minimum", "maximum",
)  # fmt: skip
# Grown quantities are those that go on growing, by the time of the line that is over at `as_of`. Where a price looks at
# single events the charge grows like them; those to come have no values yet.
_STATEMENT = """
    with lines as (
        select line.*, price.terms, rating.looks_at_events(price.terms) or line.model = 'level' as is_by_event,
            case
                when line.is_growing and %(as_of)s > line.segment_from and %(as_of)s < line.segment_until
                then extract(epoch from line.segment_until - line.segment_from)::numeric(38, 20)
                    / extract(epoch from %(as_of)s - line.segment_from)
                else 1
            end as growth
        from marts.fct_rated_usage as line
        inner join (
            select price_id, valid_from, row({terms})::rating.terms as terms from marts.dim_prices
        ) as price on line.price_id = price.price_id and line.price_from = price.valid_from
        where {lines}
    ),
    projected as (
        select lines.*, lines.quantity * lines.growth as projected_quantity,
            least(projected.amount, 1000000000000000) as projected_amount
        from lines
        cross join lateral rating.line(
            lines.terms, lines.quantity * lines.growth, (lines.events + lines.included_events) * lines.growth,
            lines.is_flow, lines.seconds, lines.month_seconds,
            case when lines.is_by_event then lines.charged_amount * lines.growth end
        ) as projected
    ),
    parts as (
        select
            usage_month, client_id, subscription_id, price_id, price_from, sum(amount) as amount,
            sum(amount_cents)::bigint as amount_cents
        from marts.agg_billing_monthly
        where {parts}
        group by usage_month, client_id, subscription_id, price_id, price_from
    ),
    shown as (
        select
            projected.client_id, projected.subscription_id, projected.plan_id, projected.price_id, projected.meter_id,
            projected.currency, projected.quantity, projected.projected_quantity, parts.amount_cents,
            rating.cents(
                projected.projected_amount * coalesce(parts.amount / nullif(projected.amount, 0), 1)
            ) as projected_cents
        from projected
        inner join parts using (usage_month, client_id, subscription_id, price_id, price_from)
    )
    select {columns} from shown group by {keys} order by sum(amount_cents) desc, {ordered} limit %(limit)s
"""


def draft(scope: Scope, asked: MonthFilter, as_of: datetime, settings: Settings | None = None) -> Report:
    """A month's lines so far and as projected from `as_of`, the dearest first; a provider sees its part of them.

    Of a month that is over both are the same. `as_of` is how far the usage is known: counts and sums are taken to grow
    on as they did until then; what is by the month, a level or a balance stays.
    """
    asked.require(_BY)
    if as_of.tzinfo is None:
        raise ReportError("A draft is as of an instant, which has a time zone.")
    month = MonthFilter(asked.month, (), asked.where)
    provider = scope.role == "provider"
    parts, parameters = conditions(scope, month, is_listed=False)
    lines, _ = conditions(Scope.operator() if provider else scope, month, is_listed=False)
    keys = [sql.Identifier(BILLING_DIMENSIONS[name]) for name in asked.by] + [sql.Identifier("currency")]
    quantities = _QUANTITIES if asked.has_one_meter and not provider else ()
    sums = [sql.SQL("round(sum({}), 12)").format(sql.Identifier(one.name)) for one in quantities]
    sums += [sql.SQL("sum({})::bigint").format(sql.Identifier(one.name)) for one in _AMOUNTS]
    statement = sql.SQL(_STATEMENT).format(
        terms=sql.SQL(", ").join(map(sql.Identifier, TERMS)),
        lines=lines,
        parts=parts,
        columns=sql.SQL(", ").join([*keys, *sums]),
        keys=sql.SQL(", ").join(keys),
        ordered=sql.SQL(", ").join(sql.SQL('{} collate "C"').format(key) for key in keys),
    )
    columns = (*dimension_columns(asked.by), _CURRENCY, *quantities, *_AMOUNTS)
    with reading(settings) as connection:
        rows = connection.execute(statement, {**parameters, "as_of": as_of, "limit": asked.limit}).fetchall()
    notes = (f"{asked.month:%Y-%m}", f"as of {as_of:%Y-%m-%d %H:%M} UTC")
    return Report("draft", columns, frame_of(columns, rows), _MARTS, notes=notes)
