"""A month that begins is built by itself, before anything is used in it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import dagster as dg
import pytest

from orchestration.asking import ASKED_FOR
from orchestration.defs.automation import WITHOUT_DAYS, day_requests
from tests.dbt_project.ledger import Event, Ledger
from warehouse.database import connect
from warehouse.ledger import begin_running_month
from warehouse.reference import load_reference
from warehouse.settings import Settings

FIRST_DAY = date(2026, 3, 1)
NOW = datetime(2026, 4, 1, 0, 5, tzinfo=UTC)
# As a build would have left it.
BUILT = "create table marts.fct_days_built as select date '2026-03-30' as usage_date, 1000000 as built_through_no"


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture
def priced(house: Settings, tmp_path: Path) -> Settings:
    """A house with a plan; nothing was used yet."""
    plans = tmp_path / "plans.jsonl"
    plans.write_text('{"plan_id": "basic", "name": "Basic", "currency": "EUR"}\n')
    load_reference(plans, "plans", house)
    return house


def test_a_month_that_begins_is_asked_for_until_it_is_built(priced: Settings, instance: dg.DagsterInstance) -> None:
    assert is_skipped(instance, priced)
    with connect("owner", priced, autocommit=True) as owner:
        owner.execute("select setval('raw.load_id_seq', 1000)")
        owner.execute("select setval('raw.ledger_no_seq', 1000)")
    Ledger(priced).load([Event("1", "2026-03-30 10:00")])
    with connect("owner", priced, autocommit=True) as owner:
        owner.execute(BUILT)

    (request,) = day_requests(instance, priced, FIRST_DAY, NOW)
    assert isinstance(request, dg.RunRequest)
    assert request.tags[ASKED_FOR] == WITHOUT_DAYS

    # A run that dies after this has not rated it: there are no tables yet.
    assert begin_running_month(priced, NOW) == date(2026, 4, 1)
    assert not is_skipped(instance, priced)


def test_usage_that_does_not_stand_begins_no_month(priced: Settings, instance: dg.DagsterInstance) -> None:
    with connect("owner", priced, autocommit=True) as owner:
        owner.execute("select setval('raw.load_id_seq', 1000)")
        owner.execute("select setval('raw.ledger_no_seq', 1000)")
    used = Ledger(priced)
    used.judge(used.load([Event("1", "2026-03-30 10:00")]), "voided")
    with connect("owner", priced, autocommit=True) as owner:
        owner.execute(BUILT)

    assert is_skipped(instance, priced)
    assert begin_running_month(priced, NOW) is None


def is_skipped(instance: dg.DagsterInstance, house: Settings) -> bool:
    (one,) = day_requests(instance, house, FIRST_DAY, NOW)
    return isinstance(one, dg.SkipReason)
