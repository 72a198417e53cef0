"""Usage that is withdrawn lowers the numbers, and the same ledger always gives the same marts."""

from datetime import date

import pytest

from tests.dbt_project.calls import Dbt
from tests.dbt_project.conftest import Built
from tests.dbt_project.world import WINDOW

MARCH_1, MARCH_2, MARCH_3 = (date(2026, 3, day) for day in (1, 2, 3))


@pytest.fixture(scope="module")
def withdrawn(module_copy: Built, dbt: Dbt) -> Built:
    """The small world after its third load, then its first, was voided, and its days were built again."""
    module_copy.ledger.judge(module_copy.loads.third, "voided")
    module_copy.ledger.judge(module_copy.loads.first, "voided")
    dbt.must(module_copy.settings, "build", "--exclude", "test_type:unit", *WINDOW)
    return module_copy


def test_withdrawn_usage_lowers_the_number(built: Built, withdrawn: Built) -> None:
    query = "select sum(requests), sum(response_bytes) from marts.fct_usage_daily where usage_date = '2026-03-01'"

    assert built.rows(query) == [(5, 1160)]
    assert withdrawn.rows(query) == [(2, 100)]


def test_a_client_without_usage_left_disappears(built: Built, withdrawn: Built) -> None:
    query = "select count(*) from marts.{} where client_id = 'fleeting'"
    marts = ("fct_usage_hourly", "fct_usage_daily", "fct_user_usage_daily", "fct_ip_usage_daily")

    for mart in (*marts, "agg_client_usage_daily", "agg_dealer_usage_daily", "fct_usage_events"):
        assert built.rows(query.format(mart)) == [(1,)]
        assert withdrawn.rows(query.format(mart)) == [(0,)]


def test_an_emptied_day_disappears_from_the_facts_and_stays_built(withdrawn: Built) -> None:
    facts = "select count(*) from marts.fct_usage_daily where usage_date = '2026-03-03'"
    days = "select stored, counted, repeated from marts.fct_days_built where usage_date = '2026-03-03'"

    assert withdrawn.rows(facts) == [(0,)]
    assert withdrawn.rows(days) == [(0, 0, 0)]


def test_a_repeat_counts_again_when_the_first_load_is_voided(built: Built, withdrawn: Built) -> None:
    query = "select load_id, line_no from marts.fct_usage_events where client_id = 'acme' and response_bytes = 100"

    assert built.rows(query) == [(built.loads.first, 1)]
    assert withdrawn.rows(query) == [(built.loads.second, 1)]


def test_a_withdrawal_is_seen_in_the_loads_and_the_days(withdrawn: Built) -> None:
    states = withdrawn.rows("select state from marts.fct_loads where kind = 'usage' order by load_no")
    stored = withdrawn.rows("select usage_date, stored, repeated from marts.fct_days_built order by 1")

    assert states == [("voided",), ("accepted",), ("voided",), ("held",)]
    assert stored == [(MARCH_1, 3, 1), (MARCH_2, 2, 0), (MARCH_3, 0, 0)]


def test_building_anew_and_building_as_known_then_give_the_same_bytes(built: Built, withdrawn: Built, dbt: Dbt) -> None:
    incremental = withdrawn.dumps()
    horizon = built.rows("select max(verdict_no) from raw.load_verdicts")[0][0]

    withdrawn.execute(*(f"drop table {table} cascade" for table in withdrawn.tables()))
    dbt.must(withdrawn.settings, "run", *WINDOW)
    assert withdrawn.dumps() == incremental

    dbt.must(withdrawn.settings, "run", *WINDOW, "--vars", f"{{through: {horizon}}}")
    assert withdrawn.dumps() == built.dumps()
    assert len(incremental) == 19
