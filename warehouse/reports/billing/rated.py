"""Billable time within a span, rated: the SQL that every report of resources begins with.

Quantities are kept as whole numbers of parts, so that nothing is rounded before the end. A part is the
`PARTS`th of an hour or of a month: every second of an hour, and of a month of 28, 29, 30 or 31 days, is a whole number
of them. An amount in cents is then a whole number divided once: rate × quantity × parts ÷ PARTS.
"""

from typing import LiteralString

from psycopg import sql

from warehouse.access import Scope
from warehouse.reports.billing.asked import BillingFilter, Parameters, conditions

# 28 = 2·2·7, 30 = 2·3·5, 29 and 31 are prime: their least common multiple.
DAYS = 2 * 2 * 7 * 3 * 5 * 29 * 31
PARTS = DAYS * 86_400
PARTS_OF_A_SECOND = PARTS // 3_600
# Figures with so many decimals; a quotient is divided with more, so that the last one is right.
PLACES = 12

_RATED = """
    clipped as (
        select *,
            greatest(billable_from, {from_at}) as from_at,
            least(billable_until, {until_at}, case when is_open then {now} end) as until_at
        from marts.fct_billable_periods
        where billable_until > {from_at} and billable_from < {until_at} and {conditions}
    ),
    timed as (
        select *, qty * extract(epoch from until_at - from_at) as seconds
        from clipped
        where from_at < until_at
    ),
    rated as (
        select *,
            case rate_period
                when 'hour' then seconds * {parts_of_a_second}
                else (
                    select sum(
                        qty * ({days} / extract(day from month_at + interval '1 month' - interval '1 day')) * extract(
                            epoch from least(until_at, month_at + interval '1 month') - greatest(from_at, month_at)
                        )
                    )
                    from generate_series(
                        date_trunc('month', from_at), until_at - interval '1 microsecond', interval '1 month'
                    ) as month_at
                )
            end as parts
        from timed
    )
"""
# To the even one of two cents that are equally near (banker's rounding), exactly: of whole numbers, before dividing.
_HALF_EVEN = """
    (
        div({number}, {parts}) + case
            when 2 * mod({number}, {parts}) > {parts} then 1
            when 2 * mod({number}, {parts}) < {parts} then 0
            else mod(div({number}, {parts}), 2)
        end
    )
"""


def rated(scope: Scope, asked: BillingFilter, span: str = "span") -> tuple[sql.Composed, Parameters]:
    """The CTE `rated`: periods within the span, with `seconds` (times quantity) and `parts` (likewise).

    Statements with two spans name each, so that their parameters do not meet.
    """
    allowed, parameters = conditions(scope, asked.where)
    instants = {"from_at": asked.span.from_at, "until_at": asked.span.until_at, "now": asked.now}
    ctes = sql.SQL(_RATED).format(
        conditions=allowed,
        parts_of_a_second=sql.Literal(PARTS_OF_A_SECOND),
        days=sql.Literal(DAYS),
        **{name: sql.Placeholder(f"{span}_{name}") for name in instants},
    )
    return ctes, parameters | {f"{span}_{name}": instant for name, instant in instants.items()}


def exactly(number: LiteralString, divisor: int = PARTS) -> sql.Composed:
    """Hours or months out of parts, cents out of rate × parts, hours out of seconds: divided, to `PLACES` decimals."""
    more = sql.SQL("round(({})::numeric(1000, {}) / {}, {})")
    return more.format(sql.SQL(number), sql.Literal(2 * PLACES), sql.Literal(divisor), sql.Literal(PLACES))


def whole_cents(parts: LiteralString) -> sql.Composed:
    """Whole cents out of a sum of rate × parts, half to even."""
    return sql.SQL(_HALF_EVEN).format(number=sql.SQL(parts), parts=sql.Literal(PARTS))
