"""Parts of the house of which nothing was ever recorded cost a build nothing, once their marts are made."""

from datetime import date
from pathlib import Path

import pytest

from orchestration.building import build
from orchestration.dbt_manifest import ensure_manifest, read_manifest
from orchestration.dormant import PARTS, dormant_folders, leaving_out, models_in
from orchestration.first_build import missing_relations
from tests.dbt_project.ledger import Event, Ledger
from warehouse.database import connect
from warehouse.resources import is_behind, load_records, put
from warehouse.settings import Settings

RESOURCES, RATING, RIGHTS = PARTS


def nodes_of(settings: Settings, *days: date) -> set[str]:
    """What a build runs, by name."""
    seen: list[str] = []
    build(settings, *days, on_progress=seen.append)
    return {text.partition(": ")[2] for text in seen}


def named(settings: Settings, folders: tuple[str, ...]) -> set[str]:
    return {node["name"] for node in models_in(read_manifest(settings), folders)}


@pytest.fixture
def ledger(settings: Settings) -> Ledger:
    ensure_manifest(settings)
    ledger = Ledger(settings)
    ledger.load([Event("first", "2026-03-01 10:00")])
    return ledger


def test_every_part_is_made_once_and_wakes_with_its_first_record(ledger: Ledger) -> None:
    settings = ledger.settings
    assert dormant_folders(settings) == []
    first = nodes_of(settings)
    assert first >= {"fct_billable_periods", "fct_metered_daily", "fct_rights"}
    assert dormant_folders(settings) == [*RESOURCES, *RATING, *RIGHTS]

    ledger.load([Event("second", "2026-03-02 10:00")])
    second = nodes_of(settings)
    assert not second & (named(settings, RESOURCES) | named(settings, RATING) | named(settings, RIGHTS))
    assert second >= {"fct_usage_daily", "fct_days_built", "fct_loads"}
    assert len(second) < len(first) - 60

    put("providers", {"provider_id": "cloud"}, settings)
    assert dormant_folders(settings) == [*RATING, *RIGHTS]
    ledger.refer("meters", {"meter_id": "call", "name": "Calls", "aggregation": "count"})
    # Months are rated from now on, and their tables are missing.
    assert dormant_folders(settings) == []
    third = nodes_of(settings, date(2026, 3, 1), date(2026, 3, 2))
    assert third >= {"fct_billable_periods", "fct_metered_daily", "fct_resources_built"}
    assert dormant_folders(settings) == [*RIGHTS]
    with connect("owner", settings) as owner:
        metered = owner.execute("select usage_date::text, meter_id, events from marts.fct_metered_daily order by 1")
        assert metered.fetchall() == [("2026-03-01", "call", 1), ("2026-03-02", "call", 1)]


def test_a_file_of_which_nothing_was_stored_wakes_its_part(ledger: Ledger, tmp_path: Path) -> None:
    build(ledger.settings)
    with connect("owner", ledger.settings) as owner:
        # What is written by hand has its numbers from elsewhere.
        owner.execute("select setval('raw.load_id_seq', 1000)")
    file = tmp_path / "nothing.jsonl"
    file.write_text("")
    load_records(file, "billable_events", ledger.settings)
    assert dormant_folders(ledger.settings) == [*RATING, *RIGHTS]
    assert is_behind(ledger.settings)
    build(ledger.settings)
    assert not is_behind(ledger.settings)


def test_a_part_whose_table_is_gone_is_made_again(ledger: Ledger) -> None:
    build(ledger.settings)
    with connect("owner", ledger.settings) as owner:
        owner.execute("drop table marts.fct_rights cascade")

    assert dormant_folders(ledger.settings) == []
    build(ledger.settings)
    with connect("owner", ledger.settings) as owner:
        assert missing_relations(owner, ledger.settings) == []
    assert dormant_folders(ledger.settings) == [*RESOURCES, *RATING, *RIGHTS]


def test_where_every_part_has_records_nothing_is_left_out() -> None:
    assert leaving_out([]) == []
    assert leaving_out(["models/a", "models/b"]) == ["--exclude", "path:models/a path:models/b"]
