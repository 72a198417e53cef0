"""What each resource used in a span, by product: hours, and the average of each UTC day with use."""

from collections.abc import Sequence

from psycopg import sql

from warehouse.access import Scope
from warehouse.reports.billing.answering import answer
from warehouse.reports.billing.asked import BillingFilter
from warehouse.reports.billing.rated import exactly, rated
from warehouse.reports.billing.units import PRODUCT
from warehouse.reports.report import Column, Report
from warehouse.settings import Settings

# Products of which each description is a use of its own, such as one-off commands; of others it says nothing.
DESCRIBED = ("run",)
_SUMMARY = (
    *PRODUCT,
    Column("description", "text", "What the event says of itself, for products of which that tells uses apart."),
    Column("qty", "exact", "Hours, times how many of it."),
    Column("daily_avgs", "exacts", "The hours of each day with use, divided by 24: how many ran on average."),
    Column("days", "dates", "Those days (UTC), in the same order."),
)
_STATEMENT = """
    with {rated},
    daily as (
        select
            provider_id, resource_id, product_group, product_name,
            case when product_name = any(%(described)s) then description else '' end as description,
            (day_at at time zone 'UTC')::date as day,
            sum(
                qty * extract(epoch from least(until_at, day_at + interval '1 day') - greatest(from_at, day_at))
            ) as seconds
        from rated
        cross join lateral generate_series(
            date_trunc('day', from_at), until_at - interval '1 microsecond', interval '1 day'
        ) as day_at
        where qty > 0
        group by 1, 2, 3, 4, 5, 6
    )
    select
        provider_id, resource_id, product_group, product_name, description, {hours},
        array_agg({average} order by day), array_agg(day order by day)
    from daily
    group by 1, 2, 3, 4, 5
    order by
        provider_id collate "C", resource_id collate "C", product_group collate "C", product_name collate "C",
        description collate "C"
"""


def resource_summaries(
    scope: Scope, asked: BillingFilter, *, described: Sequence[str] = DESCRIBED, settings: Settings | None = None
) -> Report:
    """One row for each resource and product, and for each description of the products that are `described`."""
    ctes, parameters = rated(scope, asked)
    statement = sql.SQL(_STATEMENT).format(
        rated=ctes, hours=exactly("sum(seconds)", 3_600), average=exactly("seconds", 86_400)
    )
    told = {**asked.told, "described": list(described)}
    parameters |= {"described": list(described)}
    marts = ("fct_billable_periods",)
    return answer("resource_summaries", _SUMMARY, marts, statement, parameters, told, settings)
