"""Every address looked up in a database that came later, and the days that this changes."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import psycopg

from warehouse.database import transaction
from warehouse.errors import SettingsError
from warehouse.ledger.hashed_file import HashedFile
from warehouse.ledger.ip_locations import ROWS_AT_ONCE, copy_places
from warehouse.ledger.location_database import SETTING, Edition, LocationDatabase, Place, opened
from warehouse.ledger.numbers import next_ledger_no, one_number
from warehouse.ledger.verdicts import append_verdict
from warehouse.settings import LOCATIONS, Settings

Progress = Callable[[int], None]
# One at a time: the second finds that the first has looked everything up.
LOCATE_LOCK = 7_302_114_007
# Addresses whose row that holds is of another edition, or that have none.
BEHIND = """
    from raw.ip_keys as known
    left join lateral (
        select * from raw.ip_locations as location
        where location.ip_key = known.ip_key order by location.load_no desc limit 1
    ) as held on true
    where (held.database_type, held.database_built_at) is distinct from (%s, %s)
"""
# By load: those that count now. A held one touches its days itself when it is accepted.
ACCEPTED_DAYS = """
    select day.usage_date, array_agg(day.load_id)
    from raw.load_days as day
    inner join raw.loads as load on day.load_id = load.load_id and load.kind = 'usage'
    where (
        select verdict.verdict from raw.load_verdicts as verdict
        where verdict.load_id = day.load_id order by verdict.verdict_no desc limit 1
    ) = 'accepted'
    group by day.usage_date
"""
IS_CHANGED = """
    select exists (
        select from raw.usage_events as event
        inner join changed_ips as changed on event.ip_key = changed.ip_key
        where event.usage_date = %s and event.load_id = any(%s)
            and event.country is null and event.region is null and event.city is null
    )
"""


@dataclass(frozen=True)
class Located:
    """What an edition changed: addresses looked up, those it knows, those now elsewhere, the days of their usage.

    `load_id` is none if every address had been looked up in it before.
    """

    edition: Edition
    load_id: int | None
    looked_up: int
    known: int
    changed: int
    days: tuple[date, ...]


def locate(settings: Settings, on_progress: Progress) -> Located:
    """Looks every address up that this edition was not asked for, in one transaction; touches the days that change.

    `on_progress` hears of the addresses looked up so far. Raises `SettingsError` if no database can be read.
    """
    with opened(settings) as database, transaction("loader", settings) as connection:
        if database is None:
            raise SettingsError(
                f"{SETTING} names no database: set it to the path of a city or country .mmdb file, or put one into the "
                f"home as {LOCATIONS}."
            )
        connection.execute("select pg_advisory_xact_lock(%s)", [LOCATE_LOCK])
        return _Locating(connection, database, on_progress).run()


def count_behind(settings: Settings, edition: Edition) -> int:
    """How many addresses `locate` would look up in the edition."""
    with transaction("loader", settings) as connection:
        row = connection.execute(f"select count(*) {BEHIND}".encode(), edition).fetchone()
    return int(row[0]) if row else 0


class _Locating:
    def __init__(self, connection: psycopg.Connection, database: LocationDatabase, tell: Progress) -> None:
        self.connection, self.database, self.tell = connection, database, tell
        self.started = time.monotonic()
        self.looked_up = self.known = 0

    def run(self) -> Located:
        self._look_up()
        edition = self.database.edition
        if not self.looked_up:
            return Located(edition, None, 0, 0, 0, ())
        changed = one_number(self.connection, "select count(*) from changed_ips")
        before = self._accepted() if changed else {}
        days = self._changed_days(before)
        load_no = next_ledger_no(self.connection)
        if changed:  # What was accepted while the days were searched.
            days |= self._changed_days(_without(self._accepted(), before, days))
        load_id = self._append(load_no, sorted(days))
        return Located(edition, load_id, self.looked_up, self.known, changed, tuple(sorted(days)))

    def _look_up(self) -> None:
        self.connection.execute(
            "create temporary table looked_up (ip_key uuid, country text, region text, city text) on commit drop"
        )
        self.connection.execute("create temporary table changed_ips (ip_key uuid primary key) on commit drop")
        query = f"select known.ip_key, known.ip, held.country, held.region, held.city {BEHIND}"
        with self.connection.cursor("behind") as cursor:
            cursor.execute(query.encode(), self.database.edition)
            while rows := cursor.fetchmany(ROWS_AT_ONCE):
                found = [(key, self.database.locate(ip), Place(*held)) for key, ip, *held in rows]
                copy_places(self.connection, "looked_up", ((key, *place) for key, place, _ in found))
                moved = ((key,) for key, place, held_place in found if place != held_place)
                copy_places(self.connection, "changed_ips", moved)
                self.looked_up += len(found)
                self.known += sum(place.country is not None for _, place, _ in found)
                self.tell(self.looked_up)
        self.connection.execute("analyze changed_ips")

    def _accepted(self) -> dict[date, list[int]]:
        return dict(self.connection.execute(ACCEPTED_DAYS.encode()).fetchall())

    def _changed_days(self, loads: Mapping[date, list[int]]) -> set[date]:
        """Days on which those loads have usage of a changed address that says no place itself."""
        # Not prepared: a plan for any day would read all partitions.
        return {
            day
            for day, load_ids in loads.items()
            if self.connection.execute(IS_CHANGED.encode(), [day, load_ids], prepare=False).fetchone() == (True,)
        }

    def _append(self, load_no: int, days: list[date]) -> int:
        """The rows, and a load of their own, whose acceptance touches the days."""
        edition, path = self.database.edition, self.database.path
        self.connection.execute(
            "insert into raw.ip_locations (ip_key, load_no, database_type, database_built_at, country, region, city) "
            "select ip_key, %s, %s, %s, country, region, city from looked_up",
            [load_no, *edition],
        )
        file = HashedFile.at(path)
        load_id = one_number(self.connection, "select nextval('raw.load_id_seq')")
        self.connection.execute(
            "insert into raw.loads (load_id, load_no, kind, channel, source, source_version, file_name, "
            "content_sha256, content_bytes, seconds, lines, stored, repeated, quarantined, ignored) "
            "values (%s, %s, 'location', 'file', %s, %s, %s, %s, %s, %s, %s, %s, 0, 0, 0)",
            [load_id, load_no, f"location:{edition.database_type}", f"{edition.built_at:%Y-%m-%dT%H:%M:%SZ}",
             str(path), file.digest, file.size, round(time.monotonic() - self.started, 3),
             self.looked_up, self.looked_up],
        )  # fmt: skip
        with self.connection.cursor() as cursor:
            cursor.executemany(
                "insert into raw.load_days (load_id, usage_date, stored, repeated) values (%s, %s, 0, 0)",
                [(load_id, day) for day in days],
            )
        append_verdict(self.connection, load_id, "accepted", f"{edition} says where addresses are", None, None)
        return load_id


def _without(
    now: Mapping[date, list[int]], before: Mapping[date, list[int]], touched: set[date]
) -> dict[date, list[int]]:
    """The loads that came since, of days that are not touched yet."""
    new = {day: sorted(set(ids) - set(before.get(day, []))) for day, ids in now.items() if day not in touched}
    return {day: ids for day, ids in new.items() if ids}
