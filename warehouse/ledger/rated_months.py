"""Which months are to be rated: those whose days or prices changed since they were rated last."""

from collections.abc import Iterable
from datetime import date, timedelta

import psycopg

from warehouse.database import transaction
from warehouse.ledger.begun_months import begun_through
from warehouse.settings import Settings

# The months that can be rated, as dbt's int_rated_months has them: none without prices, else from the first to the
# last with counted usage or begun.
MONTHS = """
    select month_at::date as usage_month
    from (
        select
            least(used.first_date, begun.first_date) as first_date,
            greatest(used.last_date, begun.last_date) as last_date
        from (
            select
                least(min(usage_date), min(local_date)) as first_date,
                greatest(max(usage_date), max(local_date)) as last_date
            from marts.agg_client_usage_daily
        ) as used
        cross join (
            select min(usage_month) as first_date, max(usage_month) as last_date from raw.begun_months
        ) as begun
    ) as span
    cross join lateral generate_series(
        date_trunc('month', span.first_date::timestamp), span.last_date::timestamp, interval '1 month'
    ) as month_at
    where exists (select from raw.rating_touches)
"""
# The ledger's own account of what a month rests on, in the numbers that marts.fct_months_rated keeps: each day's last
# verdict, added up, and those on loads of prices. Any change makes another sum.
DUE = f"""
    with judged as (
        select verdict.load_id, verdict.verdict_no from raw.load_verdicts as verdict where verdict.verdict <> 'held'
    ),
    days as (
        select day.usage_date, max(judged.verdict_no) as touched_no
        from raw.load_days as day
        inner join judged on day.load_id = judged.load_id
        group by day.usage_date
    ),
    rests_on as (
        select
            months.usage_month,
            coalesce((
                select sum(days.touched_no) from days
                where days.usage_date >= months.usage_month - 1
                    and days.usage_date <= (months.usage_month + interval '1 month')::date
            ), 0) as days_through,
            coalesce((
                select sum(judged.verdict_no)
                from raw.rating_touches as touch
                inner join judged on touch.load_id = judged.load_id
                where touch.from_month <= months.usage_month
            ), 0) as prices_through
        from ({MONTHS}) as months
    )
    select
        coalesce(rests_on.usage_month, rated.usage_month),
        rests_on.prices_through is distinct from rated.prices_through
    from rests_on
    full join marts.fct_months_rated as rated on rests_on.usage_month = rated.usage_month
    where (rests_on.days_through, rests_on.prices_through) is distinct from
        (rated.days_built_through, rated.prices_through)
"""  # noqa: S608 - made of constants
# Balances go on: what changed in a month is in all that follow it.
CARRIES = """
    select exists (
        select from raw.reference_records as record
        where record.kind = 'meters' and (record.payload ->> 'carries_over')::boolean
    )
"""


def months_to_rate(settings: Settings, built: Iterable[date] = ()) -> list[date]:
    """First days of the months to rate, in order: those of days just built, and those that the ledger says are due.

    None as long as no day was ever metered, or nothing has a price.
    """
    with transaction("loader", settings) as connection:
        months = _months(connection)
        due = set(_due(connection, months)) | {month for day in built for month in _months_around(day)} & months
        if due and connection.execute(CARRIES.encode()).fetchone() == (True,):
            due |= {month for month in months if month > min(due)}
    return sorted(due)


def day_to_begin_with(settings: Settings) -> date | None:
    """A day to build where months have begun, but no day was ever built, so that there are tables to rate from."""
    with transaction("loader", settings) as connection:
        if _is_there(connection, "marts.fct_metered_daily"):
            return None
    return begun_through(settings)


def are_prices_behind(settings: Settings) -> bool:
    """Whether meters, plans, prices or subscriptions came or went since the months that they touch were rated."""
    with transaction("loader", settings) as connection:
        return any(_due(connection, _months(connection)).values())


def is_rated(settings: Settings) -> bool:
    """Whether months were ever rated, so that there are tables of them."""
    with transaction("loader", settings) as connection:
        return _is_there(connection, "marts.fct_months_rated")


def _months(connection: psycopg.Connection) -> set[date]:
    if not _is_there(connection, "marts.fct_metered_daily"):
        return set()
    return {month for (month,) in connection.execute(MONTHS.encode())}


def _due(connection: psycopg.Connection, months: Iterable[date]) -> dict[date, bool]:
    """The months that are due, each with whether prices are a reason."""
    if not _is_there(connection, "marts.fct_months_rated"):
        return dict.fromkeys(months, True)
    return dict(connection.execute(DUE.encode()).fetchall())


def _is_there(connection: psycopg.Connection, table: str) -> bool:
    return connection.execute("select to_regclass(%s) is not null", [table]).fetchone() == (True,)


def _months_around(day: date) -> set[date]:
    """The month of the day, and of the days beside it: somewhere it is one of these."""
    return {(day + timedelta(days=days)).replace(day=1) for days in (-1, 0, 1)}
