import threading

import psycopg
import pytest

from warehouse.database import connect
from warehouse.schema import upgrade
from warehouse.schema.upgrade import newest_version
from warehouse.settings import Settings

RAW_TABLES = (
    *("loads", "load_verdicts", "usage_events", "quarantine", "user_keys", "reference_records"),
    *("providers", "rate_codes", "billable_events", "resource_ownerships", "account_links", "feature_changes"),
)


@pytest.mark.parametrize("role", ["loader", "collector"])
@pytest.mark.parametrize("statement", ["delete from raw.{}", "truncate raw.{}", "drop table raw.{}"])
def test_who_appends_to_the_ledger_cannot_take_anything_out(settings: Settings, role: str, statement: str) -> None:
    for table in RAW_TABLES:
        with connect(role, settings) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):  # type: ignore[arg-type]
            connection.execute(statement.format(table).encode())


def test_who_appends_to_the_ledger_cannot_change_a_load(settings: Settings) -> None:
    with connect("loader", settings) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("update raw.loads set lines = 0")


@pytest.mark.parametrize("schema", ["raw", "staging", "intermediate", "meterhouse"])
def test_a_reader_sees_nothing_but_marts(settings: Settings, schema: str) -> None:
    with connect("reader", settings) as connection:
        assert connection.execute("select has_schema_privilege(%s, 'usage')", [schema]).fetchone() == (False,)
        assert connection.execute("select has_schema_privilege('marts', 'usage')").fetchone() == (True,)


def test_upgrading_again_and_at_the_same_time_changes_nothing(settings: Settings) -> None:
    threads = [threading.Thread(target=upgrade, args=(settings,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with connect("owner", settings) as connection:
        rows = connection.execute("select version_num from meterhouse.schema_version").fetchall()
    assert rows == [(newest_version(),)]


def test_months_that_two_loaders_ask_for_at_once_are_made_once(settings: Settings) -> None:
    def ask() -> None:
        with connect("loader", settings) as connection:
            connection.execute("select raw.ensure_usage_partition(date '2026-03-17')")

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with connect("loader", settings) as connection:
        rows = connection.execute("select inhrelid::regclass::text from pg_inherits").fetchall()
    assert ("raw.usage_events_2026_03",) in rows
