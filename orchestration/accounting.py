"""What the ledger knows of event days: which loads and files touched them, and with how many records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from warehouse.correction_words import correction
from warehouse.database import connect
from warehouse.ledger.reading import REPLACED_BY
from warehouse.settings import Settings

LOADS_OF_DAYS = f"""
    select
        day.usage_date,
        load.load_id,
        load.source,
        load.file_name,
        load.landing_date,
        coalesce(state.verdict, 'held') as state,
        coalesce(state.reason, 'not judged yet') as state_reason,
        load.replaces_load_id,
        ({REPLACED_BY}) as replaced_by_load_id,
        load.releases_load_id,
        day.stored,
        day.repeated
    from raw.load_days as day
    inner join raw.loads as load on day.load_id = load.load_id
    left join lateral (
        select verdict.verdict, verdict.reason
        from raw.load_verdicts as verdict
        where verdict.load_id = load.load_id
        order by verdict.verdict_no desc
        limit 1
    ) as state on true
    where day.usage_date = any(%(days)s)
    order by day.usage_date, load.load_no
"""  # noqa: S608 - made of constants


@dataclass(frozen=True)
class DayLoad:
    """What one load brought to one event day, and what corrects it; `repeated` are among the `stored`."""

    usage_date: date
    load_id: int
    source: str
    file_name: str | None
    landing_date: date | None
    state: str
    state_reason: str
    replaces_load_id: int | None
    replaced_by_load_id: int | None
    releases_load_id: int | None
    stored: int
    repeated: int

    @property
    def correction(self) -> str:
        """In plain words, what it replaces or releases and what replaces it."""
        return correction(self.state, self.replaces_load_id, self.replaced_by_load_id, self.releases_load_id)


def loads_of_days(days: Sequence[date], settings: Settings) -> dict[date, list[DayLoad]]:
    """For each of the days, the loads that touch it, in load order; an untouched day has none."""
    found: dict[date, list[DayLoad]] = {day: [] for day in days}
    with connect("loader", settings) as connection:
        for row in connection.execute(LOADS_OF_DAYS, {"days": list(days)}):
            found[row[0]].append(DayLoad(*row))
    return found
