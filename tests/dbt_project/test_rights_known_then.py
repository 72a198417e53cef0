"""Marts of rights as the ledger was at an earlier number, after changes came and a load was withdrawn."""

import json
from pathlib import Path

from tests.conftest import Databases
from tests.dbt_project.calls import Dbt
from tests.dbt_project.conftest import Built
from tests.dbt_project.world import Loads
from tests.warehouse.rights.conftest import NOW, SEATS, begin
from warehouse.ledger import ledger_horizon, void
from warehouse.reference import load_reference
from warehouse.rights import is_behind, load_changes, put_change
from warehouse.settings import Settings

LEVELS = "select level_from::date::text, quantity from marts.fct_feature_levels where client_id = 'acme' order by 1"
INCLUDED = "select distinct quantity_included from marts.fct_rights where feature_id = 'seats' order by 1"


def write_first(settings: Settings, folder: Path) -> int:
    """A wrong file, and a change behind it; the load's id."""
    path = folder / "wrong.jsonl"
    path.write_text(json.dumps({**SEATS, "quantity": 9, "key": "k"}))
    load_id = load_changes(path, settings, NOW).load_id
    put_change({**SEATS, "time": "2026-02-10", "increment": 1, "key": "l"}, settings, NOW)
    return load_id


def write_more(settings: Settings, folder: Path, load_id: int) -> None:
    """What was right, what was reported earlier, and a plan that includes more."""
    put_change({**SEATS, "quantity": 3, "key": "k"}, settings, NOW)
    void(settings, load_id, "wrong quantity")
    put_change({**SEATS, "time": "2026-01-10", "increment": 5, "key": "m"}, settings, NOW)
    path = folder / "more.jsonl"
    path.write_text(json.dumps({"plan_id": "basic", "feature_id": "seats", "quantity": 20}))
    load_reference(path, "plan_features", settings)


def test_building_as_known_then_and_building_anew_give_the_same_bytes(
    databases: Databases, dbt: Dbt, tmp_path: Path
) -> None:
    settings = begin(databases.create(tmp_path / "home"), tmp_path)
    world = Built(settings, Loads(0, 0, 0))
    models = ("run", "--select", "+fct_rights_built")
    load_id = write_first(settings, tmp_path)
    horizon = ledger_horizon(settings)
    dbt.must(settings, *models)
    first = world.dumps()
    assert world.rows(LEVELS) == [("2026-02-01", 9), ("2026-02-10", 10)]
    assert world.rows(INCLUDED) == [(10,)]
    assert not is_behind(settings)

    write_more(settings, tmp_path, load_id)
    assert is_behind(settings)
    dbt.must(settings, *models)
    second = world.dumps()
    assert world.rows(LEVELS) == [("2026-01-10", 5), ("2026-02-01", 3), ("2026-02-10", 4)]
    assert world.rows(INCLUDED) == [(10,), (20,)]
    assert not is_behind(settings)

    dbt.must(settings, *models, through=horizon)
    assert world.dumps() == first
    dbt.must(settings, *models, "--vars", "{replace_tables: true}")
    assert world.dumps() == second
