"""Views stand while they are built again: whoever reads finds them at any moment."""

import pytest

from orchestration.building import build, build_whole
from tests.dbt_project.ledger import Event, Ledger
from warehouse.database import connect
from warehouse.settings import Settings

VIEWS = """
    select class.oid, class.oid::regclass::text
    from pg_class as class
    where class.relkind = 'v' and class.relnamespace::regnamespace::text in ('staging', 'intermediate', 'marts')
"""


def views(settings: Settings) -> dict[int, str]:
    with connect("owner", settings) as owner:
        return dict(owner.execute(VIEWS.encode()).fetchall())


@pytest.fixture
def built(settings: Settings) -> Ledger:
    ledger = Ledger(settings)
    ledger.load([Event("first", "2026-03-01 10:00")])
    build(settings)
    return ledger


def test_a_view_is_the_same_one_after_another_build(built: Ledger) -> None:
    before = views(built.settings)
    assert {"marts.fct_usage_events", "staging.stg_usage_events", "intermediate.int_charge_months"} <= {
        *before.values()
    }
    built.load([Event("second", "2026-03-02 10:00")])
    build(built.settings)

    assert views(built.settings) == before


def test_a_view_of_other_columns_is_made_anew_with_all_that_stand_on_it(built: Ledger) -> None:
    before = views(built.settings)
    with connect("owner", built.settings) as owner:
        owner.execute("drop view staging.stg_ip_keys cascade")
        owner.execute("create view staging.stg_ip_keys as select 1 as something_else")
    build_whole(built.settings)

    assert {*views(built.settings).values()} == {*before.values()}
    with connect("reader", built.settings) as reader:
        assert reader.execute("select sum(requests) from marts.fct_usage_events").fetchone() == (1,)
