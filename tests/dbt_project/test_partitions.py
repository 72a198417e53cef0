"""Daily facts lie in a partition for each month, which builds make and tend."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.dbt_project.calls import Dbt
from tests.dbt_project.conftest import Built
from tests.dbt_project.ledger import Event
from tests.dbt_project.test_two_builds_at_once import have_met
from tests.dbt_project.world import WINDOW
from warehouse.database import connect

MART = "marts.fct_usage_daily"
PARTITIONED = "select relname from pg_class where relkind = 'p' and relnamespace = 'marts'::regnamespace"
MONTHS = f"""
    select pg_get_expr(class.relpartbound, class.oid) from pg_inherits
    inner join pg_class as class on inhrelid = class.oid
    where inhparent = '{MART}'::regclass order by 1
"""
PARTITIONS = f"select inhrelid::regclass::text from pg_inherits where inhparent = '{MART}'::regclass"
MARCH = "FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')"
APRIL = "FOR VALUES FROM ('2026-04-01') TO ('2026-05-01')"
ANALYZED = f"select reltuples::bigint from pg_class where oid = '{MART}'::regclass"


@pytest.fixture
def owner(copy: Built) -> Iterator[psycopg.Connection]:
    """A session of the owner on a copy of built marts."""
    with connect("owner", copy.settings) as connection:
        yield connection


def test_a_month_is_read_without_the_others(copy: Built, dbt: Dbt) -> None:
    before = copy.rows(f"select count(*) from {MART}")
    copy.ledger.load([Event("spring", "2026-04-02 09:00")])
    dbt.must(copy.settings, "run", "--event-time-start", "2026-04-02", "--event-time-end", "2026-04-03")

    assert copy.rows(MONTHS) == [(MARCH,), (APRIL,)]
    plan = "\n".join(
        line for (line,) in copy.rows(f"explain select sum(requests) from {MART} where usage_date = '2026-04-02'")
    )
    assert "fct_usage_daily_2026_04" in plan
    assert "fct_usage_daily_2026_03" not in plan
    assert copy.rows(f"select count(*) from {MART} where usage_date < '2026-04-01'") == before


def test_nobody_reads_a_partition_past_its_table(built: Built) -> None:
    ((partition,),) = built.rows(
        f"select inhrelid::regclass::text from pg_inherits where inhparent = '{MART}'::regclass"
    )
    assert partition.startswith("partitions.fct_usage_daily_2026_03_")
    for role in ("reader", "loader", "billing", "collector"):
        with (
            connect(role, built.settings) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege, match="schema partitions"),
        ):
            connection.execute(f"select from {partition}".encode())


def test_a_month_is_made_once_and_waits_for_no_reader(copy: Built) -> None:
    with connect("reader", copy.settings) as reader:
        reader.execute(f"select count(*) from {MART}".encode())
        with ThreadPoolExecutor(4) as pool:
            found = set(pool.map(lambda _: holder(copy, "2026-04-30"), range(4)))
        # Whoever was reading goes on, and so do others.
        assert reader.execute(f"select count(*) from {MART}".encode()).fetchone() is not None

    assert len(found) == 1
    assert copy.rows(MONTHS) == [(MARCH,), (APRIL,)]
    assert holder(copy, "2026-04-01") in found
    assert holder(copy, "2026-05-01") not in found


def test_a_build_finds_the_months_of_a_dump_that_was_restored(copy: Built, dbt: Dbt) -> None:
    """After a restore the table has another number than the names of its partitions say."""
    ((partition,),) = copy.rows(PARTITIONS)
    renamed = partition.rpartition("_")[0] + "_1"
    copy.execute(f"alter table {partition} rename to {renamed.removeprefix('partitions.')}")
    before = copy.dump(MART)

    dbt.must(copy.settings, "run", "--select", "fct_usage_daily", *WINDOW)
    assert copy.rows(PARTITIONS) == [(renamed,)]
    assert copy.dump(MART) == before


def test_a_batch_waits_for_a_table_that_is_being_made_anew(copy: Built, dbt: Dbt) -> None:
    """It writes into the new one: rows in the old would go with it."""
    before = copy.dump(MART)
    with connect("owner", copy.settings) as other:
        other.execute(f"create table marts.anew (like {MART} including all) partition by range (usage_date)".encode())
        other.execute("select partitions.of_day('marts.anew', '2026-03-01')")
        other.execute(f"alter table {MART} rename to replaced".encode())
        other.execute("alter table marts.anew rename to fct_usage_daily")
        build = dbt.start(copy.settings, "run", "--select", "fct_usage_daily", *WINDOW)
        assert have_met(1, copy.settings, "relation")
    copy.execute("drop table marts.replaced cascade")
    call = dbt.end(build)

    assert call.exit_status == 0, call.output
    assert copy.dump(MART) == before


def test_a_table_without_partitions_holds_its_days_itself(copy: Built) -> None:
    assert holder(copy, "2026-04-30", "marts.fct_days_built") == "marts.fct_days_built"


def test_facts_from_before_there_were_partitions_are_built_as_they_are(copy: Built, dbt: Dbt) -> None:
    copy.execute(
        f"create table marts.whole (like {MART} including all)",
        f"insert into marts.whole select * from {MART}",
        f"drop table {MART}",
        "alter table marts.whole rename to fct_usage_daily",
    )
    copy.ledger.load([Event("late", "2026-03-01 09:00")])
    before = copy.rows(f"select sum(requests) from {MART}")
    dbt.must(copy.settings, "run", *WINDOW)

    assert copy.rows("select relname from pg_class where relname = 'fct_usage_daily' and relkind = 'r'")
    assert copy.rows(f"select sum(requests) - 1 from {MART}") == before


def test_a_build_leaves_statistics_of_the_table_and_of_its_months(built: Built) -> None:
    partitioned = [name for (name,) in built.rows(f"{PARTITIONED} order by 1")]
    assert len(partitioned) == 8
    for name in partitioned:
        ((rows,),) = built.rows(f"select count(*) from marts.{name}")
        analyzed = built.rows(f"select reltuples::bigint from pg_class where oid = 'marts.{name}'::regclass")
        months = built.rows(
            "select count(*) from pg_inherits inner join pg_class as class on inhrelid = class.oid "
            f"where inhparent = 'marts.{name}'::regclass and reltuples < 0"
        )
        # Of what has no rows there is nothing to tell.
        assert (analyzed, months) == (([(rows,)], [(0,)]) if rows else ([(-1,)], [(1,)])), name


def test_statistics_are_made_again_when_a_table_has_grown_by_half(copy: Built, owner: psycopg.Connection) -> None:
    ((rows,),) = copy.rows(f"select count(*) from {MART}")
    owner.execute(f"select partitions.tend('{MART}')")
    assert owner.execute(ANALYZED.encode()).fetchone() == (rows,)

    # In a partition that has its own statistics, as those of months past have.
    for number, expected in ((rows // 2, rows), (rows, rows + rows // 2 + rows)):
        grow(owner, number)
        owner.execute(f"select partitions.tend('{MART}')".encode())
        assert owner.execute(ANALYZED.encode()).fetchone() == (expected,)


def test_months_are_found_and_tended_without_waiting_for_other_tables(copy: Built, owner: psycopg.Connection) -> None:
    """Builds of several models meet, and each holds its own table and wants none of the others'."""
    ((of_another,),) = copy.rows(PARTITIONS.replace("fct_usage_daily", "fct_ip_usage_daily"))
    with connect("owner", copy.settings) as other:
        other.execute(f"lock table marts.fct_ip_usage_daily, {of_another} in access exclusive mode".encode())
        owner.execute("set local lock_timeout = '5s'")
        owner.execute(f"select partitions.of_day('{MART}', '2026-05-01')".encode())
        grow(owner, 100)
        before = owner.execute(ANALYZED.encode()).fetchone()
        owner.execute(f"select partitions.tend('{MART}')".encode())
        assert owner.execute(ANALYZED.encode()).fetchone() != before


def grow(owner: psycopg.Connection, number: int) -> None:
    """So many rows again, or as many as there are, under other keys."""
    owner.execute(
        f"insert into {MART} select (jsonb_populate_record(fact, jsonb_build_object('grain_key', "
        f"md5(fact.grain_key::text || '{number}')::uuid))).* from {MART} as fact order by grain_key "
        f"limit {number}".encode()
    )


def holder(house: Built, day: str, table: str = MART) -> str:
    """The table that holds a day, made by a session of its own."""
    with connect("owner", house.settings) as connection:
        connection.execute("set local lock_timeout = '20s'")
        row = connection.execute("select partitions.of_day(%s::regclass, %s)::text", [table, day]).fetchone()
    assert row is not None
    return str(row[0])
