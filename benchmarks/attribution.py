"""A day of 1,000,000 events attributed to references with history, over the same to references without any.

The day of a simulated world is loaded and built. What is timed is one pass over the events as the facts of users read
them: the client's zone and agency, whether the API was listed, the bands of the user, each at the instant of the use.
Without history everybody has one version; with it every client, user and listing has several, which follow one another
within the day: more than anybody has in a day, as many as some have in years.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from benchmarks import Ratio, own_house, timed
from benchmarks._copies import columns_of
from benchmarks._house import fill
from meterhouse.simulate import simulate
from meterhouse.simulate.simulation import FIRST_DAY
from orchestration.building import build
from orchestration.dbt_manifest import ensure_manifest
from warehouse.embedded import ensure_server

EVENTS, ROUNDS = 1_000_000, 5
HISTORIES_OF = (3, 10)
# Each with the columns that its versions begin and end by.
HISTORIES = {
    "int_client_versions": ("valid_from", "valid_until"),
    "int_user_versions": ("valid_from", "valid_until"),
    "int_listing_periods": ("listed_from", "listed_until"),
}
PASS = f"""
    select
        count(*), max(local_hour_at), count(agency_id), count(*) filter (where is_listed), max(age_band), max(gender),
        max(income_band), max(spend_band)
    from intermediate.int_usage_events_of_users
    where usage_date = '{FIRST_DAY}'
"""
HEADER = "set enable_sort = off; set enable_nestloop = off; set enable_indexscan = off; set hash_mem_multiplier = 4"


def main() -> Iterator[Ratio]:
    """Seconds with several versions of everything over seconds with one."""
    with TemporaryDirectory(prefix="meterhouse-world-") as folder, own_house() as settings:
        simulate(Path(folder) / "made", 1, EVENTS, 1)
        fill(Path(folder) / "made", FIRST_DAY, settings)
        ensure_manifest(settings)
        build(settings)
        with psycopg.connect(ensure_server(settings).dsn("meterhouse"), autocommit=True) as admin:
            admin.execute(HEADER)
            forget_history(admin)
            alone, events = one_pass(admin)
            for versions in HISTORIES_OF:
                make_history(admin, versions)
                with_history, again = one_pass(admin)
                if events != again:
                    raise RuntimeError(f"Attributed {again} events with history, and {events} without")
                forget_history(admin)
                rows = f"{events:,} events, {alone:.2f} s with one version each, {with_history:.2f} s with {versions}"
                what = f"attribution to references of {versions} versions ÷ without history"
                yield Ratio(what, with_history / alone, 1.5, detail=rows)


def one_pass(admin: psycopg.Connection) -> tuple[float, int]:
    """The fastest of several passes over the day's events, and how many there were."""
    admin.execute("vacuum analyze")
    seconds = min(timed(lambda: admin.execute(PASS.encode())) for _ in range(ROUNDS))
    row = admin.execute(PASS.encode()).fetchone()
    return seconds, int(row[0]) if row else 0


def forget_history(admin: psycopg.Connection) -> None:
    """Leaves everybody the version that holds now, from the beginning."""
    for table, (begins, ends) in HISTORIES.items():
        admin.execute(f"delete from intermediate.{table} where {ends} <> 'infinity'".encode())
        admin.execute(f"update intermediate.{table} set {begins} = '-infinity'".encode())


def make_history(admin: psycopg.Connection, versions: int) -> None:
    """Cuts every version into several that follow one another through the day."""
    for table, (begins, ends) in HISTORIES.items():
        columns = columns_of(admin, f"intermediate.{table}")
        cut = f"'{FIRST_DAY} 00:00Z'::timestamptz + interval '1 day' * {{}} / {versions}"
        chosen = {
            begins: f"case when piece = 0 then '-infinity' else {cut.format('piece')} end",
            ends: f"case when piece = {versions - 1} then 'infinity' else {cut.format('(piece + 1)')} end",
        }
        admin.execute(
            f"create temp table cut as select {', '.join(f'{chosen.get(name, name)} as {name}' for name in columns)} "
            f"from intermediate.{table} cross join generate_series(0, {versions - 1}) as piece".encode()
        )
        admin.execute(f"truncate intermediate.{table}".encode())
        admin.execute(f"insert into intermediate.{table} select * from cut".encode())
        admin.execute(b"drop table cut")
