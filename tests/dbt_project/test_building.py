"""How a build is asked for, and what the database is like after it."""

import re

from tests.dbt_project.calls import Dbt
from tests.dbt_project.conftest import Built
from warehouse.database import connect


def test_a_build_by_day_asks_which_days(built: Built, dbt: Dbt) -> None:
    call = dbt.call(built.settings, "run", "--select", "fct_usage_daily")

    assert call.exit_status != 0
    assert "Which days? fct_usage_daily would be built for every day since 2020-01-01." in " ".join(call.output.split())
    assert "--event-time-start" in call.output


def test_readers_read_the_marts_and_nothing_else(built: Built) -> None:
    may_read = (
        "select has_schema_privilege('meterhouse_reader', relnamespace::regnamespace::text, 'usage') "
        "and has_table_privilege('meterhouse_reader', oid, 'select') from pg_class where oid = %s::regclass"
    )
    for table in [*built.tables(), "marts.fct_usage_events", "raw.usage_events", "staging.stg_loads"]:
        assert built.rows(may_read, table) == [(table.startswith("marts."),)], table

    with connect("reader", built.settings, autocommit=True) as reader:
        assert reader.execute("select sum(requests) from marts.fct_usage_events").fetchone() == (9,)


def test_a_day_of_counted_events_reads_one_partition(built: Built) -> None:
    built_events = "explain select count(*) from intermediate.int_usage_events_attributed where usage_date"

    march = built.rows(f"{built_events} between '2026-03-01' and '2026-03-02'")
    nothing = built.rows(f"{built_events} = '2031-01-01'")

    assert set(re.findall(r"usage_events_\d+_\d+", str(march))) == {"usage_events_2026_03"}
    assert not re.findall(r"usage_events_\d+_\d+", str(nothing))
