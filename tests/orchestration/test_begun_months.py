"""A month that begins is built by itself, before anything is used in it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import dagster as dg
import pytest

from orchestration.asking import ASKED_FOR
from orchestration.defs.automation import WITHOUT_DAYS, day_requests
from warehouse.ledger import begin_running_month
from warehouse.reference import load_reference
from warehouse.settings import Settings

FIRST_DAY = date(2026, 3, 1)
NOW = datetime(2026, 4, 1, 0, 5, tzinfo=UTC)


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def test_a_month_that_begins_is_asked_for_once(house: Settings, instance: dg.DagsterInstance, tmp_path: Path) -> None:
    (before,) = day_requests(instance, house, FIRST_DAY, NOW)
    assert isinstance(before, dg.SkipReason)

    plans = tmp_path / "plans.jsonl"
    plans.write_text('{"plan_id": "basic", "name": "Basic", "currency": "EUR"}\n')
    load_reference(plans, "plans", house)

    (request,) = day_requests(instance, house, FIRST_DAY, NOW)
    assert isinstance(request, dg.RunRequest)
    assert request.tags[ASKED_FOR] == WITHOUT_DAYS
    assert begin_running_month(house, NOW) == date(2026, 4, 1)
    (after,) = day_requests(instance, house, FIRST_DAY, NOW)
    assert isinstance(after, dg.SkipReason)
