"""Which days of the marts are behind the ledger."""

from datetime import date, timedelta
from itertools import groupby

from warehouse.database import transaction
from warehouse.ledger.numbers import horizon
from warehouse.settings import Settings

TOUCHES = """
    select day.usage_date, max(verdict.verdict_no) as touched_no
    from raw.load_days as day
    inner join raw.load_verdicts as verdict on day.load_id = verdict.load_id
    where verdict.verdict <> 'held'
    group by day.usage_date
"""


def touched_days(settings: Settings) -> list[date]:
    """Days that an acceptance or a withdrawal touched since they were last built, in order."""
    with transaction("loader", settings) as connection:
        exists = connection.execute("select to_regclass('marts.fct_days_built') is not null").fetchone() == (True,)
        built = (
            "select usage_date, built_through_no from marts.fct_days_built"
            if exists
            else ("select null::date as usage_date, null::bigint as built_through_no where false")
        )
        rows = connection.execute(
            f"select touch.usage_date from ({TOUCHES}) as touch "  # noqa: S608 - made of constants
            f"left join ({built}) as built on touch.usage_date = built.usage_date "
            "where touch.touched_no > coalesce(built.built_through_no, 0) order by touch.usage_date".encode()
        ).fetchall()
    return [row[0] for row in rows]


def used_days(settings: Settings) -> tuple[date, date] | None:
    """The first and the last day that any load touches; none in an empty ledger."""
    with transaction("loader", settings) as connection:
        row = connection.execute("select min(usage_date), max(usage_date) from raw.load_days").fetchone()
    return None if row is None or row[0] is None else row


def ledger_horizon(settings: Settings) -> int:
    """The largest ledger number committed now: a build that is given it sees the same ledger in all of its models."""
    with transaction("loader", settings) as connection:
        return horizon(connection)


def contiguous(days: list[date]) -> list[tuple[date, date]]:
    """Runs of days without a gap, as (first, last); one run is one build."""
    ordered = sorted(set(days))
    runs = groupby(enumerate(ordered), key=lambda item: item[1] - timedelta(days=item[0]))
    return [(group[0][1], group[-1][1]) for group in (list(run) for _, run in runs)]
