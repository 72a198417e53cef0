"""Marts of resources as the ledger was at an earlier number, after records came and loads were withdrawn."""

import json
from pathlib import Path

from tests.conftest import Databases
from tests.dbt_project.calls import Dbt
from tests.dbt_project.conftest import Built
from tests.dbt_project.world import Loads
from warehouse.ledger import ledger_horizon, void
from warehouse.resources import is_behind, load_records, put
from warehouse.settings import Settings

EVENT, OTHER = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
OPEN = {"provider_id": "heroku", "state": "open", "resource_id": "app", "rate_code": "web", "time": "2011-01-01"}
CLOSE = {"provider_id": "heroku", "state": "close", "event_id": EVENT, "time": "2011-01-05"}
ACTIVE = {"provider_id": "heroku", "ownership_id": EVENT, "state": "active", "resource_id": "app", "owner_id": "a1"}
INTERVALS = "select resource_id, qty, closed_at = 'infinity' from intermediate.int_resource_intervals order by 1"


def write_first(settings: Settings, folder: Path) -> int:
    """A provider, its rate, a wrong file of an open, and who owns it; the load's id."""
    put("providers", {"provider_id": "heroku", "name": "Heroku"}, settings)
    put("rate_codes", {"provider_id": "heroku", "slug": "web", "rate_cents": 5, "rate_period": "hour"}, settings)
    path = folder / "wrong.jsonl"
    path.write_text(json.dumps(OPEN | {"event_id": EVENT, "qty": 9}))
    load = load_records(path, "billable_events", settings)
    put("resource_ownerships", ACTIVE | {"time": "2011-01-01"}, settings)
    return load.load_id


def write_more(settings: Settings, load_id: int) -> None:
    """What was right; the wrong file goes, a close, another event and another owner come."""
    put("billable_events", OPEN | {"event_id": EVENT}, settings)
    void(settings, load_id, "wrong quantity")
    put("billable_events", CLOSE, settings)
    put("billable_events", OPEN | {"event_id": OTHER, "resource_id": "other"}, settings)
    put("resource_ownerships", ACTIVE | {"ownership_id": OTHER, "owner_id": "a2", "time": "2011-01-03"}, settings)
    put("account_links", {"provider_id": "heroku", "owner_id": "a1", "client_id": "acme"}, settings)


def test_building_as_known_then_and_building_anew_give_the_same_bytes(
    databases: Databases, dbt: Dbt, tmp_path: Path
) -> None:
    settings = databases.create(tmp_path / "home")
    world = Built(settings, Loads(0, 0, 0))
    models = ("run", "--select", "+fct_resources_built", "+dim_providers")
    load_id = write_first(settings, tmp_path)
    horizon = ledger_horizon(settings)
    dbt.must(settings, *models)
    first = world.dumps()
    assert world.rows(INTERVALS) == [("app", 9, True)]
    assert not is_behind(settings)

    write_more(settings, load_id)
    assert is_behind(settings)
    dbt.must(settings, *models)
    second = world.dumps()
    assert world.rows(INTERVALS) == [("app", 1, False), ("other", 1, True)]
    assert not is_behind(settings)

    dbt.must(settings, *models, through=horizon)
    assert world.dumps() == first
    dbt.must(settings, *models, "--vars", "{replace_tables: true}")
    assert world.dumps() == second
    assert world.rows("select name from marts.dim_providers") == [("Heroku",)]
