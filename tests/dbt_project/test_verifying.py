"""A mart that is not what the ledger says is found, wherever it is broken; one that is behind is said to be so."""

from datetime import date

import pytest

from orchestration.verifying import Compared, rebuild_and_compare, sweep
from orchestration.views import make_missing_views
from tests.dbt_project.conftest import Built
from warehouse.errors import BuildError

MARCH_2 = date(2026, 3, 2)
SCHEMAS = "select count(*) from pg_namespace where starts_with(nspname, 'verify')"


@pytest.fixture(scope="module")
def compared(module_copy: Built) -> dict[str, Compared]:
    """The small world compared, with a number, a row and a name of it changed behind dbt's back."""
    module_copy.execute(
        "update marts.fct_latency_daily set requests = requests + 1 where usage_date = '2026-03-02'",
        "delete from marts.agg_client_usage_daily where client_id = 'fleeting'",
        "update marts.dim_clients set name = 'Nobody' where client_id = 'acme'",
    )
    return {mart.name: mart for mart in rebuild_and_compare(module_copy.settings)}


def test_exactly_the_marts_that_are_broken_are_found(compared: dict[str, Compared], module_copy: Built) -> None:
    wrong = {name: (mart.missing, mart.surplus, mart.days) for name, mart in compared.items() if not mart.is_equal}
    changed = module_copy.rows("select count(*) from marts.fct_latency_daily where usage_date = '2026-03-02'")[0][0]

    assert wrong == {
        "fct_latency_daily": (changed, changed, (MARCH_2,)),
        "agg_client_usage_daily": (1, 0, (date(2026, 3, 1),)),
        "dim_clients": (1, 1, ()),
    }
    assert compared["fct_usage_daily"].rows == module_copy.rows("select count(*) from marts.fct_usage_daily")[0][0] > 0
    assert len(compared) == 47


def test_nothing_of_the_making_anew_is_left(compared: dict[str, Compared], module_copy: Built) -> None:
    assert compared
    assert module_copy.rows(SCHEMAS) == [(0,)]
    owners = "select count(*) from pg_class where relnamespace = 'partitions'::regnamespace and relkind = 'r'"
    assert module_copy.rows(f"{owners} and relispartition") == module_copy.rows(owners) != [(0,)]
    assert module_copy.rows(
        "select count(*) from pg_inherits inner join pg_class as class on inhparent = class.oid "
        "inner join pg_class as part on inhrelid = part.oid and part.relnamespace = 'partitions'::regnamespace "
        "where class.relnamespace not in ('marts'::regnamespace, 'intermediate'::regnamespace) and class.relkind = 'p'"
    ) == [(0,)]


def test_the_sweep_fails_where_a_test_does_not_hold(compared: dict[str, Compared], module_copy: Built) -> None:
    assert compared
    with pytest.raises(BuildError, match="the_total_is_the_sum_of_clients"):
        sweep(module_copy.settings)


def test_marts_that_are_behind_the_ledger_are_not_compared(copy: Built) -> None:
    copy.ledger.judge(copy.loads.third, "voided")
    with pytest.raises(BuildError, match="2 days wait to be built, the first 2026-03-01"):
        rebuild_and_compare(copy.settings)


def test_a_view_that_is_gone_is_made_again(copy: Built) -> None:
    through = copy.rows("select max(verdict_no) from raw.load_verdicts")[0][0]
    events = copy.dump("marts.fct_usage_events")
    copy.execute("drop view intermediate.int_usage_events_counted cascade")
    assert copy.rows("select to_regclass('marts.fct_usage_events')::text") == [(None,)]
    make_missing_views(copy.settings, through)
    assert copy.dump("marts.fct_usage_events") == events
