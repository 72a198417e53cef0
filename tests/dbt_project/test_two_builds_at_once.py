"""Builds that meet."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from orchestration.dbt_manifest import ensure_manifest
from orchestration.first_build import making_tables_alone
from tests.conftest import Databases
from tests.dbt_project.calls import Dbt
from tests.dbt_project.conftest import MARTS_WITHOUT_LOADS, Built
from tests.dbt_project.ledger import Event, Ledger
from tests.dbt_project.world import WINDOW, write_shuffled_world
from warehouse.database import connect
from warehouse.settings import Settings

BUILT_BY_TWO = "marts.fct_usage_daily 20260301"


def test_two_builds_started_at_once_leave_single_rows(copy: Built, dbt: Dbt, tmp_path: Path) -> None:
    copy.ledger.load([Event("late", "2026-03-01 09:00", response_bytes=1)])
    other = dbt.beside(tmp_path / "other")

    with connect("owner", copy.settings) as meanwhile:
        meanwhile.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [BUILT_BY_TWO])
        started = [(each, each.start(copy.settings, "run", *WINDOW)) for each in (dbt, other)]
        met = have_met(2, copy.settings)
    calls = [each.end(process) for each, process in started]

    assert [call.exit_status for call in calls] == [0, 0], "\n".join(call.output for call in calls)
    assert met
    assert copy.rows("select counted, repeated from marts.fct_days_built where usage_date = '2026-03-01'") == [(6, 2)]
    for mart in MARTS_WITHOUT_LOADS[:2]:
        total = f"select sum(requests), sum(response_bytes) from {mart} where usage_date = '2026-03-01'"
        assert copy.rows(total) == [(6, 1161)]


def test_a_second_first_build_waits_until_the_first_has_made_the_tables(settings: Settings, built: Built) -> None:
    ensure_manifest(settings)
    told: list[str] = []
    with ThreadPoolExecutor(2) as pool, making_tables_alone(settings):
        second = pool.submit(making_tables, settings, told)
        assert have_met(1, settings)
        # Where all tables are there, nobody waits for anybody.
        with making_tables_alone(built.settings):
            pool.submit(making_tables, built.settings, []).result(timeout=20)
        assert not second.done()
    second.result()
    assert told == ["waiting for another build to make the tables"]


def making_tables(settings: Settings, told: list[str]) -> None:
    with making_tables_alone(settings, told.append):
        pass


def have_met(sessions: int, settings: Settings, lock: str = "advisory") -> bool:
    """Whether so many sessions come to wait for a lock of a kind."""
    waiting = (
        "select count(*) from pg_stat_activity where datname = current_database() "
        f"and wait_event_type = 'Lock' and wait_event = '{lock}'"
    ).encode()
    deadline = time.monotonic() + 120
    with connect("owner", settings, autocommit=True) as connection:
        while connection.execute(waiting).fetchone() != (sessions,):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.2)
    return True


def test_the_order_of_loads_does_not_matter(built: Built, databases: Databases, dbt: Dbt, tmp_path: Path) -> None:
    settings = databases.create(tmp_path / "shuffled")
    write_shuffled_world(Ledger(settings))
    dbt.must(settings, "run", *WINDOW)
    shuffled = Built(settings, built.loads)

    for mart in MARTS_WITHOUT_LOADS:
        assert shuffled.dump(mart) == built.dump(mart)
    accounting = "select usage_date, stored, counted, repeated from marts.fct_days_built order by 1"
    assert shuffled.rows(accounting) == built.rows(accounting)
