"""Usage that is withdrawn lowers the numbers, and the same ledger always gives the same marts."""

from datetime import date

import pytest

from tests.dbt_project.calls import Dbt
from tests.dbt_project.conftest import Built
from tests.dbt_project.world import WINDOW
from warehouse.database import connect
from warehouse.ledger import touched_days

MARCH_1, MARCH_2, MARCH_3 = (date(2026, 3, day) for day in (1, 2, 3))


OIDS = "select oid, relname from pg_class where relkind in ('r', 'p') and relnamespace = 'marts'::regnamespace"
VERSIONS = "select client_id || ' from ' || valid_from, xmin::text from marts.dim_clients"
NAMES = "select name, is_current from marts.dim_clients where client_id = 'acme' order by valid_from"


@pytest.fixture(scope="module")
def client_versions(module_copy: Built) -> dict[str, str]:
    """Which transaction wrote each client, before anything is built again."""
    return dict(module_copy.rows(VERSIONS))


@pytest.fixture(scope="module")
def withdrawn(module_copy: Built, client_versions: dict[str, str], dbt: Dbt) -> Built:
    """The small world, built again after its third load, then its first, was voided, and a client was renamed."""
    assert client_versions
    module_copy.ledger.judge(module_copy.loads.third, "voided")
    module_copy.ledger.judge(module_copy.loads.first, "voided")
    module_copy.ledger.refer("clients", {"client_id": "acme", "name": "Acme Limited", "time_zone": "UTC"})
    dbt.must(module_copy.settings, "build", "--exclude", "test_type:unit", *WINDOW)
    return module_copy


def test_a_load_touches_its_days_until_they_are_built(built: Built, copy: Built, withdrawn: Built) -> None:
    copy.ledger.judge(copy.loads.third, "voided")

    assert touched_days(built.settings) == []
    assert touched_days(copy.settings) == [MARCH_1, MARCH_3]
    assert touched_days(withdrawn.settings) == []


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


def test_a_repeat_counts_again_on_its_day_when_the_first_load_is_voided(built: Built, withdrawn: Built) -> None:
    query = "select usage_date, load_id, line_no from marts.fct_usage_events where client_id = 'acme' order by 1, 3"
    first, second, third = built.loads.first, built.loads.second, built.loads.third

    assert built.rows(query) == [
        *((MARCH_1, first, 1), (MARCH_1, first, 2)),
        *((MARCH_2, first, 4), (MARCH_2, first, 5)),
        (MARCH_3, third, 2),
    ]
    assert withdrawn.rows(query) == [(MARCH_1, second, 1), (MARCH_2, second, 2)]


def test_a_withdrawal_is_seen_in_the_loads_and_the_days(withdrawn: Built) -> None:
    states = withdrawn.rows("select state from marts.fct_loads where kind = 'usage' order by load_no")
    stored = withdrawn.rows("select usage_date, stored, repeated from marts.fct_days_built order by 1")

    assert states == [("voided",), ("accepted",), ("voided",), ("held",)]
    assert stored == [(MARCH_1, 3, 1), (MARCH_2, 2, 0), (MARCH_3, 0, 0)]


def test_only_rows_that_changed_are_written(withdrawn: Built, client_versions: dict[str, str]) -> None:
    after = dict(withdrawn.rows(VERSIONS))

    changed = {version for version, writer in after.items() if writer != client_versions.get(version)}
    assert {version.split()[0] for version in changed} == {"acme"}
    assert withdrawn.rows(NAMES) == [("Acme", False), ("Acme Limited", True)]
    assert len(after) == 6


def test_building_anew_and_building_as_known_then_give_the_same_bytes(built: Built, withdrawn: Built, dbt: Dbt) -> None:
    incremental, old = withdrawn.dumps(), withdrawn.rows(OIDS)
    horizon = built.rows("select max(verdict_no) from raw.load_verdicts")[0][0]

    dbt.must(withdrawn.settings, "run", *WINDOW, "--vars", "{replace_tables: true}")
    assert withdrawn.dumps() == incremental
    assert not set(withdrawn.rows(OIDS)) & set(old)
    with connect("reader", withdrawn.settings, autocommit=True) as reader:
        assert reader.execute("select sum(requests) from marts.fct_usage_daily").fetchone() == (4,)
        assert reader.execute("select sum(requests) from marts.fct_usage_events").fetchone() == (4,)

    dbt.must(withdrawn.settings, "run", *WINDOW, through=horizon)
    assert withdrawn.dumps() == built.dumps()
    assert len(incremental) == 60
