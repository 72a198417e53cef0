"""Days of a long history are found by the ranges of pages they lie in, also those that were added since."""

from tests.dbt_project.calls import Dbt
from tests.dbt_project.conftest import Built
from tests.dbt_project.world import WINDOW
from warehouse.database import connect

MART = "marts.fct_usage_daily"
# As if earlier builds had added some megabytes of days, which nobody has vacuumed.
GROWN = f"""
    insert into {MART}
    select (jsonb_populate_record(one.fact, jsonb_build_object(
        'usage_date', date '2025-01-01' + number / 200, 'local_date', date '2025-01-01' + number / 200,
        'grain_key', md5(number::text)::uuid
    ))).*
    from (select fact from {MART} as fact limit 1) as one
    cross join generate_series(1, 60000) as number
"""
UNSEEN = f"""
    select sum(brin_summarize_new_values(index.indexrelid))
    from pg_index as index
    inner join pg_class as class on index.indexrelid = class.oid
    inner join pg_am as method on class.relam = method.oid
    where method.amname = 'brin' and index.indrelid = '{MART}'::regclass
"""
READ = f"""
    explain (analyze, buffers, format json)
    select sum(requests) from {MART} where usage_date between '2025-02-01' and '2025-02-28'
"""
UNIQUE = f"select indexrelid::regclass::text from pg_index where indrelid = '{MART}'::regclass and indisunique"
RANGE = 128


def test_a_batch_summarizes_the_pages_that_others_added(copy: Built, dbt: Dbt) -> None:
    with connect("owner", copy.settings, autocommit=True) as owner:
        owner.execute(GROWN.encode())
    ((pages,),) = copy.rows(f"select pg_relation_size('{MART}') / 8192")
    assert pages > 3 * RANGE
    before = pages_read(copy)

    dbt.must(copy.settings, "run", "--select", "fct_usage_daily", *WINDOW)

    # A month is a tenth of what was added, and was read with all of it.
    assert before >= pages - RANGE > 3 * pages_read(copy)
    assert copy.rows(UNSEEN) == [(0,)]


def pages_read(house: Built) -> int:
    """Pages of the mart that a month of it reads by block ranges, as if there were no other index."""
    with connect("owner", house.settings) as owner:
        for index in owner.execute(UNIQUE).fetchall():
            owner.execute(f"drop index {index[0]}".encode())
        for setting in ("enable_seqscan = off", "max_parallel_workers_per_gather = 0"):
            owner.execute(f"set local {setting}".encode())
        (plan,) = owner.execute(READ.encode()).fetchone() or ([],)
        owner.rollback()
    scan = plan[0]["Plan"]["Plans"][0]
    assert scan["Node Type"] == "Bitmap Heap Scan", plan
    return int(scan["Lossy Heap Blocks"]) + int(scan["Exact Heap Blocks"])
