"""What the ledger knows of event days: which loads and files touched them, and with how many records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from warehouse.database import connect
from warehouse.settings import Settings

LOADS_OF_DAYS = """
    select
        day.usage_date,
        load.load_no,
        load.source,
        load.file_name,
        load.landing_date,
        state.verdict as state,
        day.stored,
        day.repeated
    from raw.load_days as day
    inner join raw.loads as load on day.load_id = load.load_id
    cross join lateral (
        select verdict.verdict
        from raw.load_verdicts as verdict
        where verdict.load_id = load.load_id
        order by verdict.verdict_no desc
        limit 1
    ) as state
    where day.usage_date = any(%(days)s)
    order by day.usage_date, load.load_no
"""


@dataclass(frozen=True)
class DayLoad:
    """What one load brought to one event day; `repeated` are among the `stored`."""

    usage_date: date
    load_no: int
    source: str
    file_name: str | None
    landing_date: date | None
    state: str
    stored: int
    repeated: int


def loads_of_days(days: Sequence[date], settings: Settings) -> dict[date, list[DayLoad]]:
    """For each of the days, the loads that touch it, in load order; an untouched day has none."""
    found: dict[date, list[DayLoad]] = {day: [] for day in days}
    with connect("loader", settings) as connection:
        for row in connection.execute(LOADS_OF_DAYS, {"days": list(days)}):
            found[row[0]].append(DayLoad(*row))
    return found
