"""A person erased from a whole house: landed by Dagster, built by dbt, erased by the command, and landed again."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from typer.testing import Result

from orchestration.verifying import rebuild_and_compare
from tests.conftest import Databases
from tests.whole_way.erased_house import (
    ANN,
    BOB,
    HER_AGENT,
    HERS,
    INCOME,
    MAIL,
    NOT_BY_PERSON,
    SOURCE,
    SPEND,
    Snapshot,
    call,
    land,
    land_again,
    named,
    snapshot,
)
from warehouse.settings import settings as current_settings


@dataclass(frozen=True)
class House:
    """The house before, after, and with everything landed again; what the command said, and what was refused."""

    before: Snapshot
    after: Snapshot
    landed_again: Snapshot
    erased: Result
    again: Result
    wrong_marts: list[str]
    refused: list[str]


@pytest.fixture(scope="module")
def house(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("erasing")
    (folder / "sources").mkdir()
    (folder / "sources" / "gateway.yaml").write_text(SOURCE)
    databases.create(folder / "home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("METERHOUSE_SOURCES", str(folder / "sources"))
        patch.setenv("METERHOUSE_LANDING", str(folder / "landing"))
        current_settings.cache_clear()
        settings = current_settings()
        land(settings)
        before, erased, after = snapshot(settings), call("erase-user", "acme", ANN, "--yes"), snapshot(settings)
        wrong = [mart.name for mart in rebuild_and_compare(settings) if not mart.is_equal]
        again, refused = call("erase-user", "acme", ANN), land_again(settings)
        yield House(before, after, snapshot(settings), erased, again, wrong, refused)
    current_settings.cache_clear()


pytestmark = pytest.mark.timeout(900)


def test_before_she_is_named_everywhere(house: House) -> None:
    tables = house.before.in_tables
    assert {ANN, HERS} <= tables["dagster.event_logs"] & tables["raw.quarantine"] & tables["pg_stats"]
    assert {ANN, INCOME, SPEND} <= tables["marts.dim_users"] & tables["verify_marts.dim_users"]
    assert {INCOME, SPEND} <= tables["intermediate.int_user_versions"]
    assert {HERS} <= tables["raw.ip_keys"] & tables["marts.dim_ips"]
    assert {MAIL, ANN} <= tables["raw.usage_events_2026_03"]
    assert {ANN, INCOME, SPEND} <= tables["raw.reference_records"]
    assert {ANN, HERS, HER_AGENT} <= tables["raw.quarantine_texts"]
    assert {HER_AGENT} <= tables["raw.agent_keys"]
    assert {ANN} <= tables["raw.load_verdicts"] & tables["marts.fct_loads"] & tables["marts.fct_load_quarantine"]
    assert set.union(*house.before.in_files.values()) >= {ANN, HERS}


def test_afterwards_no_table_and_no_file_names_her(house: House) -> None:
    assert house.after.in_tables == {}
    assert house.after.in_files == {}


def test_no_report_that_names_nobody_has_changed(house: House) -> None:
    assert house.after.reports == house.before.reports
    assert len(house.before.reports) == len(NOT_BY_PERSON) > 15
    # Ann is 38 and 39, bob 71; her income rose at noon of the 5th, from one end of the band to the other.
    assert house.before.reports["age_band"] == [("35-44", 8, 0, 1, 3), ("65+", 6, 0, 1, 1), ("unknown", 4, 0, 0, 1)]
    assert [row[:2] for row in house.before.reports["income_band"]] == [
        ("20000-39999", 8),
        ("40000-59999", 6),
        ("unknown", 4),
    ]


def test_her_usage_is_reported_under_a_key_of_its_own(house: House) -> None:
    assert house.before.by_user == {ANN: 8, BOB: 6, "none": 4}
    (key,) = set(house.after.by_user) - {BOB, "none"}
    assert house.after.by_user == {str(UUID(key)): 8, BOB: 6, "none": 4}
    assert house.landed_again.by_user == {key: 9, BOB: 6, "none": 4}


def test_the_marts_are_what_the_ledger_says(house: House) -> None:
    assert house.wrong_marts == []


def test_the_command_says_what_it_did_and_what_is_left_to_the_operator(house: House) -> None:
    said = " ".join(house.erased.stdout.split())
    assert house.erased.exit_code == 0, house.erased.output
    for part in (
        "usage events (2026-03-05 … 2026-03-06)",
        "IP addresses of nobody else deleted 1",
        "IP addresses that others use too kept 2",
        "raw.reference_records id deleted, values made coarse 2",
        "raw.quarantine_texts deleted 3",
        "dagster.event_logs blotted out",
        "a.jsonl still there",
        "users.csv still there",
        "Backups, copies of the database",
    ):
        assert part in said, said
    assert "perhaps by chance" not in said


def test_once_more_she_is_already_erased(house: House) -> None:
    assert house.again.exit_code == 0
    assert "already erased (erasure 1, " in house.again.stdout
    assert "a.jsonl" in house.again.stdout


def test_everything_landed_again_does_not_bring_her_back(house: House) -> None:
    assert house.landed_again.in_tables == {}
    assert house.landed_again.in_files == {}
    assert "(erased)" in house.refused[0]
    assert named(house.refused[0]) == set()
    # The released line is the one record that was not counted before.
    totals = {name: sum(row[1] for row in rows) for name, rows in house.landed_again.reports.items()}
    assert set(totals.values()) == {19}
