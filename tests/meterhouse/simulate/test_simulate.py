"""What a simulated world promises: the same bytes for the same seed, and every imperfection there is."""

import hashlib
from datetime import date
from pathlib import Path

import pytest

from meterhouse.simulate import Truth, read_truth, simulate
from meterhouse.simulate.truth import FileTruth, LineSums, UsageTruth
from orchestration.withdrawing import read_withdrawn
from tests.meterhouse.simulate.conftest import DAYS, EVENTS, SEED, SimulatedWorld
from warehouse.errors import SettingsError


def digests(out: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder."""
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in out.rglob("*")
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes(world: SimulatedWorld, tmp_path: Path) -> None:
    simulate(tmp_path, DAYS, EVENTS, SEED)
    assert digests(tmp_path) == digests(world.out)


def test_another_seed_gives_another_world_of_the_same_size(world: SimulatedWorld, tmp_path: Path) -> None:
    other = simulate(tmp_path, DAYS, EVENTS, SEED + 1)
    assert other.totals["requests"] == world.truth.totals["requests"]
    assert other.totals["response_bytes"] != world.truth.totals["response_bytes"]
    same = dict(set(digests(tmp_path / "landing").items()) & set(digests(world.out / "landing").items()))
    fixed = ("providers.csv", "apis.csv", "endpoints.csv", "listings.csv", "meters.jsonl", "plans.csv", "prices.jsonl")
    assert set(same) == {f"reference/{name}" for name in fixed}


def test_truth_is_read_back_as_it_was_told(world: SimulatedWorld) -> None:
    assert read_truth(world.out / "truth.json") == world.truth


@pytest.mark.parametrize("events", [1, 7, 500])
@pytest.mark.parametrize("days", [1, 4])
def test_however_few_events_are_asked_for_exactly_those_are_counted(tmp_path: Path, days: int, events: int) -> None:
    truth = simulate(tmp_path, days, events, seed=3)
    assert truth.accounting.counted == truth.totals["requests"] == events


def test_lines_are_stored_or_quarantined_or_ignored(world: SimulatedWorld) -> None:
    truth = world.truth
    accounts: list[LineSums | FileTruth] = [truth.accounting, truth.withdrawn, *truth.files, *truth.corrections]
    for account in accounts:
        assert account.lines == account.stored + account.quarantined + account.ignored
        assert account.quarantined == sum(account.quarantine_reasons.values())


def test_what_is_stored_is_counted_or_repeated(world: SimulatedWorld) -> None:
    accounting, days = world.truth.accounting, world.truth.ledger_days
    assert accounting.stored == accounting.counted + accounting.repeated
    for name in ("stored", "counted", "repeated"):
        assert sum(day[name] for day in days) == getattr(accounting, name)


def test_days_and_clients_and_hours_add_up_to_the_total(world: SimulatedWorld) -> None:
    assert world.truth.totals["requests"] == EVENTS
    usages: tuple[UsageTruth, ...] = (world.truth, world.truth.listed)
    for usage in usages:
        for name, rows in usage.model_dump(include=set(UsageTruth.model_fields)).items():
            if name not in ("totals", "dealer_days", "endpoints", "other_requests", "attribute_users"):
                assert sum(row["requests"] for row in rows) == usage.totals["requests"], name
            if name == "client_days" or name.endswith("_band_days"):
                assert sum(row["response_bytes"] for row in rows) == usage.totals["response_bytes"], name
        assert sum(row["records_total"] for row in usage.dealer_days) == usage.totals["records_total"]


def test_every_reason_and_every_imperfection_occurs(world: SimulatedWorld) -> None:
    assert set(world.truth.accounting.quarantine_reasons) == {
        "unparseable", "impossible_date", "invalid_utf8", "nul_byte", "line_too_long", "out_of_range", "missing_field",
        "unterminated",
    }  # fmt: skip
    imperfections = {imperfection for file in world.truth.files for imperfection in file.imperfections}
    assert imperfections == {"copied", "resent", "growing", "late", "overlapping"}
    assert {file.status for file in world.truth.files} == {"loaded", "already_loaded", "withdrawn"}


def test_some_files_hold_lines_of_the_next_day(world: SimulatedWorld) -> None:
    last_lines = [
        path.read_bytes().splitlines()[-1].decode()
        for path in world.out.glob("landing/gateway/*/gateway-????????-3.jsonl")
    ]
    days_of_files = [path.stem[8:16] for path in world.out.glob("landing/gateway/*/gateway-????????-3.jsonl")]
    spilled = [
        line
        for line, day in zip(last_lines, days_of_files, strict=True)
        if line[9:19].replace("-", "") == next_day(day)
    ]
    assert spilled


def next_day(compact: str) -> str:
    """The day after a date like 20260301."""
    return f"{date.fromordinal(date.fromisoformat(compact).toordinal() + 1):%Y%m%d}"


def test_a_world_keeps_to_its_days(tmp_path: Path) -> None:
    truth = simulate(tmp_path, 2, 900, seed=4, first_day=date(2025, 12, 31))
    assert [day["usage_date"] for day in truth.usage_days] == ["2025-12-31", "2026-01-01"]
    assert {file.landing_date for file in truth.files} == {date(2025, 12, 31), date(2026, 1, 1)}


def test_progress_is_told_for_every_file(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    truth = simulate(tmp_path, 1, 300, 1, on_progress=lambda done, of: told.append((done, of)))
    written = len(truth.files) + len(truth.corrections)
    assert told == [(n, written) for n in range(1, written + 1)]


@pytest.mark.parametrize(
    ("days", "events", "seed", "named"), [(0, 5, 1, "days"), (3, 0, 1, "events"), (3, 5, -1, "seed")]
)
def test_an_impossible_world_is_refused_by_name(tmp_path: Path, days: int, events: int, seed: int, named: str) -> None:
    with pytest.raises(SettingsError, match=f"needs {named} of at least"):
        simulate(tmp_path, days, events, seed)


def test_worlds_are_not_mixed_in_one_folder(world: SimulatedWorld) -> None:
    with pytest.raises(SettingsError, match="not empty"):
        simulate(world.out, DAYS, EVENTS, SEED)


def test_truth_names_its_format() -> None:
    assert Truth.model_fields["format"].default == 3


def test_one_file_is_withdrawn_for_good_and_one_is_replaced(world: SimulatedWorld) -> None:
    listed = read_withdrawn(world.out / "withdrawn.json")
    assert listed == world.truth.withdrawals
    replaced, dropped = listed
    assert dropped.replaced_by is None
    assert (world.out / (replaced.replaced_by or "")).is_file()
    assert [file.path for file in world.truth.corrections] == [replaced.replaced_by]
    withdrawn = [file for file in world.truth.files if file.status == "withdrawn"]
    assert {file.path for file in withdrawn} == {replaced.path, dropped.path}
    assert world.truth.withdrawn.lines == sum(file.lines for file in withdrawn) > 200
