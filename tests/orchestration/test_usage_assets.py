from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import dagster as dg
import pytest

from orchestration.days import DayRange
from orchestration.defs.usage import build_usage, expected_files_came, usage_is_fresh
from orchestration.keys import FILES_CAME, FRESH, PLAUSIBLE, USAGE_EVENTS, family_key
from orchestration.partitions import range_tags
from warehouse import ledger
from warehouse.settings import Settings
from warehouse.sources import read_sources

DAY = date(2026, 3, 2)
WEEK = DayRange(DAY, DAY + timedelta(days=2))
JSON = family_key("json")


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def materialize(
    instance: dg.DagsterInstance, house: Settings, days: DayRange, *keys: dg.AssetKey
) -> dg.ExecuteInProcessResult:
    return dg.materialize(
        [*build_usage(date(2026, 3, 1)), usage_is_fresh, expected_files_came],
        selection=dg.AssetSelection.assets(*keys) if keys else None,
        instance=instance,
        resources={"settings": house},
        tags=range_tags(days),
        raise_on_error=False,
    )


def metadata_of(instance: dg.DagsterInstance, key: dg.AssetKey) -> dict[str, dict[str, Any]]:
    """What the materialised days of the asset show, by day."""
    events = instance.fetch_materializations(key, limit=100).records
    return {
        str(event.partition_key): {name: value.value for name, value in event.asset_materialization.metadata.items()}
        for event in reversed(events)
        if event.asset_materialization
    }


def check_of(result: dg.ExecuteInProcessResult, name: str, key: dg.AssetKey) -> dg.AssetCheckEvaluation:
    """The result of a check."""
    found = [
        check for check in result.get_asset_check_evaluations() if (check.check_name, check.asset_key) == (name, key)
    ]
    return found[0]


def test_each_day_of_a_range_shows_its_own_files(house: Settings, landing: Any, instance: dg.DagsterInstance) -> None:
    landing.gateway(DAY, "monday", [DAY])
    landing.gateway(WEEK.last, "wednesday", [DAY, WEEK.last], per_day=5)

    materialize(instance, house, WEEK, JSON)
    shown = metadata_of(instance, JSON)

    assert list(shown) == ["2026-03-02", "2026-03-03", "2026-03-04"]
    assert "monday.jsonl" in shown["2026-03-02"]["files"]
    assert shown["2026-03-02"]["stored"] == 3
    assert shown["2026-03-03"]["files"] == "No new files."
    assert "wednesday.jsonl" in shown["2026-03-04"]["files"]
    assert "2026-03-02, 2026-03-04" in shown["2026-03-04"]["files"]
    assert shown["2026-03-04"]["stored"] == 10


def test_an_event_day_shows_the_loads_that_touched_it_late_ones_too(
    house: Settings, landing: Any, instance: dg.DagsterInstance
) -> None:
    landing.gateway(DAY, "monday", [DAY])
    landing.gateway(WEEK.last, "late", [DAY], per_day=5)

    materialize(instance, house, WEEK)
    shown = metadata_of(instance, USAGE_EVENTS)

    assert shown["2026-03-02"]["stored"] == 8
    assert "monday.jsonl" in shown["2026-03-02"]["loads"]
    assert "late.jsonl" in shown["2026-03-02"]["loads"]
    assert shown["2026-03-03"]["loads"] == "No load touches this day."


def test_a_held_load_warns_and_the_others_go_on(house: Settings, landing: Any, instance: dg.DagsterInstance) -> None:
    landing.gateway(DAY, "good", [DAY], per_day=50)
    landing.gateway(DAY, "bad", [DAY], per_day=5, bad=5)

    result = materialize(instance, house, DayRange(DAY, DAY))

    check = check_of(result, PLAUSIBLE, JSON)
    assert result.success
    assert (check.passed, check.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert check.description == "1 of 2 new loads accepted; 1 held loads wait for a person"
    table = str(check.metadata["held"].value)
    assert "share of lines that cannot be counted | at most 0.05 | 0.5 | **not met**" in table
    assert "meterhouse accept" in metadata_of(instance, JSON)["2026-03-02"]["next steps"]
    assert metadata_of(instance, USAGE_EVENTS)["2026-03-02"]["stored"] == 50


def test_a_held_load_is_shown_until_a_person_decides(
    house: Settings, landing: Any, instance: dg.DagsterInstance
) -> None:
    landing.gateway(DAY, "bad", [DAY], per_day=5, bad=5)
    materialize(instance, house, DayRange(DAY, DAY), JSON)

    later = check_of(materialize(instance, house, DayRange(WEEK.last, WEEK.last), JSON), PLAUSIBLE, JSON)
    assert (later.passed, later.severity) == (False, dg.AssetCheckSeverity.WARN)
    held = ledger.read_loads(house, "held")[0].load_id
    assert f"meterhouse accept {held}" in str(later.metadata["waiting"].value)

    ledger.accept(house, held, "the lines are known to be broken")
    assert check_of(materialize(instance, house, DayRange(DAY, DAY), JSON), PLAUSIBLE, JSON).passed


def test_where_every_load_is_held_nothing_is_built_upon_it(
    house: Settings, landing: Any, instance: dg.DagsterInstance
) -> None:
    landing.gateway(DAY, "bad", [DAY], per_day=5, bad=5)

    result = materialize(instance, house, DayRange(DAY, DAY))

    assert not result.success
    assert USAGE_EVENTS not in {event.asset_key for event in result.get_asset_materialization_events()}


def test_a_refused_file_fails_its_day_alone_after_the_others_are_in(
    house: Settings, landing: Any, instance: dg.DagsterInstance
) -> None:
    landing.gateway(DAY, "monday", [DAY])
    landing.write(f"gateway/{WEEK.days[1]}/noise.jsonl", ["this is no JSON at all"] * 30)
    landing.gateway(WEEK.days[1], "tuesday", [WEEK.days[1]])

    result = materialize(instance, house, WEEK, JSON)

    failure = result.failure_data_for_node("raw__json")
    assert not result.success
    assert failure is not None
    assert failure.user_failure_data is not None
    assert "noise.jsonl was refused" in str(failure.user_failure_data.description)
    assert "meterhouse load" in str(failure.user_failure_data.description)
    assert set(metadata_of(instance, JSON)) == {"2026-03-02", "2026-03-04"}
    assert sorted(str(load.file_name).rsplit("/", 1)[-1] for load in ledger.read_loads(house, "accepted")) == [
        "monday.jsonl",
        "tuesday.jsonl",
    ]


def test_old_usage_is_not_fresh_however_lately_it_was_loaded(
    house: Settings, landing: Any, instance: dg.DagsterInstance
) -> None:
    landing.gateway(DAY, "old", [DAY])

    result = materialize(instance, house, DayRange(DAY, DAY))

    check = check_of(result, FRESH, USAGE_EVENTS)
    assert not check.passed
    assert "2026-03-02 12:00 UTC" in str(check.description)


def test_a_missing_file_warns_until_it_comes_or_is_declared_not_to(
    house: Settings, landing: Any, instance: dg.DagsterInstance
) -> None:
    day = DayRange(DAY, DAY)
    nothing = check_of(materialize(instance, house, day), FILES_CAME, USAGE_EVENTS)
    assert (nothing.passed, nothing.description) == (True, "No source says which files it expects.")

    definition = house.sources_path / "gateway.yaml"
    definition.write_text(definition.read_text() + "expects: {since: 2026-03-02, until: 2026-03-04}\n")
    landing.gateway(DAY, "monday", [DAY])
    check = check_of(materialize(instance, house, day), FILES_CAME, USAGE_EVENTS)
    assert (check.passed, check.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert check.description == "Files of 2 landing days are missing: gateway of 2026-03-03 to gateway of 2026-03-04."
    assert "meterhouse declare-empty gateway 2026-03-03 --why '…'" in str(check.metadata["missing"].value)

    # An empty file is a file.
    landing.write("gateway/2026-03-03/nothing.jsonl", [])
    gateway = next(source for source in read_sources(house.sources_path) if source.name == "gateway")
    ledger.declare_empty(house, gateway, WEEK.last, WEEK.last, "a holiday", now=datetime.now(UTC))
    check = check_of(materialize(instance, house, WEEK), FILES_CAME, USAGE_EVENTS)
    assert (check.passed, check.description) == (True, "No file of 3 landing days is missing.")
