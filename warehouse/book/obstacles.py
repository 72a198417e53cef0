"""What speaks against closing a month: the marts are behind the ledger, or somebody has still to decide something."""

from dataclasses import asdict, dataclass
from datetime import datetime

import psycopg

from warehouse.book.months import BillingMonth
from warehouse.database import transaction
from warehouse.ledger import missing_files, months_to_rate, touched_days
from warehouse.resources import is_behind
from warehouse.settings import Settings
from warehouse.sources import read_sources

# Loads nobody has decided about: of usage those with records of the month's days; references and records of resources
# may change any month.
HELD = """
    select load.load_id, load.kind, load.source, coalesce(load.file_name, 'a batch')
    from raw.loads as load
    where coalesce((
            select verdict.verdict from raw.load_verdicts as verdict
            where verdict.load_id = load.load_id order by verdict.verdict_no desc limit 1
        ), 'held') = 'held'
        and (load.kind <> 'usage' or exists (
            select from raw.load_days as day
            where day.load_id = load.load_id and day.usage_date between %s and %s
        ))
    order by load.load_id
"""


@dataclass(frozen=True)
class Obstacle:
    """One thing that speaks against closing: a stable word, what it is about, and a sentence that says what to do."""

    reason: str
    subject: str
    sentence: str

    def as_record(self) -> dict[str, str]:
        """As the book keeps it, where the month was closed nevertheless."""
        return asdict(self)


def find_obstacles(month: BillingMonth, settings: Settings, now: datetime) -> list[Obstacle]:
    """What the ledger itself says against closing the month."""
    found = [*_days_behind(month, settings), *_missing_files(month, settings, now)]
    if is_behind(settings):
        found.append(
            Obstacle("not_built", "resources", "Records of resources wait to be built. `meterhouse build` first.")
        )
    if any(BillingMonth(due) <= month for due in months_to_rate(settings)):
        found.append(
            Obstacle("not_rated", str(month), f"{month} was not rated since it changed. `meterhouse build` first.")
        )
    with transaction("loader", settings) as connection:
        return [*found, *_not_begun(connection, month), *_held_loads(connection, month)]


def _days_behind(month: BillingMonth, settings: Settings) -> list[Obstacle]:
    first, last = month.utc_days
    days = [day for day in touched_days(settings) if first <= day <= last]
    sentence = "Usage of {} was loaded or withdrawn since the day was built. `meterhouse build` first."
    return [Obstacle("not_built", day.isoformat(), sentence.format(day)) for day in days]


def _missing_files(month: BillingMonth, settings: Settings, now: datetime) -> list[Obstacle]:
    """Usage of a month's last day may land on the day after."""
    sentence = (
        "{0} has {1} of {2} files of {3}. Load what is missing, or say that no more will come: "
        "`meterhouse declare-empty {0} {3} --why …`."
    )
    sources = read_sources(settings.sources_path)
    return [
        Obstacle(
            "missing_file",
            f"{file.source} {file.landing_date}",
            sentence.format(file.source, file.found, file.expected, file.landing_date),
        )
        for file in missing_files(settings, sources, month.first, month.next.first, now)
        if not file.declared
    ]


def _not_begun(connection: psycopg.Connection, month: BillingMonth) -> list[Obstacle]:
    """Months are rated through the last that has usage or was begun: of a later one the fees are not known yet."""
    if connection.execute("select to_regclass('marts.fct_months_rated') is null").fetchone() == (True,):
        return []
    row = connection.execute("select max(usage_month) from marts.fct_months_rated").fetchone()
    if row is None or row[0] is None or month.first <= row[0]:
        return []
    # What has begun waits to be built, which is said already.
    begun = connection.execute("select exists (select from raw.begun_months where usage_month >= %s)", [month.first])
    if begun.fetchone() == (True,):
        return []
    sentence = (
        f"Nobody in the house has used anything in {month}, so its fees are not rated. Load its usage; or, if there is "
        f"none, `meterhouse begin {month}`, then `meterhouse build`."
    )
    return [Obstacle("not_rated", str(month), sentence)]


def _held_loads(connection: psycopg.Connection, month: BillingMonth) -> list[Obstacle]:
    sentence = "Load {} ({} from {}) is held. `meterhouse accept {}` or `meterhouse void {}` decides."
    return [
        Obstacle("held_load", str(load_id), sentence.format(load_id, file_name, source, load_id, load_id))
        for load_id, _, source, file_name in connection.execute(HELD, month.utc_days)
    ]
