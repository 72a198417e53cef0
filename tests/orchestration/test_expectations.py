import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from orchestration.expectations import CHECKED_BY, LoadCheck, check_load, judge_loads
from orchestration.expectations.limits import SENTENCES, Limit, limits_of
from orchestration.expectations.profile import profile_loads
from warehouse import ledger
from warehouse.database import connect
from warehouse.errors import LedgerError
from warehouse.settings import Settings
from warehouse.sources import Source
from warehouse.sources.columns import PROFILE_COLUMNS

DAY = date(2026, 3, 20)
Load = Callable[[Path], int]


@pytest.fixture
def load(house: Settings, sources: list[Source]) -> Load:
    """Loads a gateway file, unjudged; its load id."""
    gateway = next(source for source in sources if source.name == "gateway")
    return lambda path: ledger.load_file(path, gateway, settings=house, landing_date=DAY).load_id


def unmet(check: LoadCheck) -> list[str]:
    return [finding.expectation for finding in check.findings if not finding.is_met]


def test_a_plausible_load_is_accepted_with_its_evidence(house: Settings, landing: Any, load: Load) -> None:
    load_id = load(landing.gateway(DAY, "a", [DAY], per_day=40, bad=2))

    check = check_load(load_id, house)

    assert check.status == "accepted"
    assert check.reason == "every limit is kept"
    assert {found.expectation for found in check.findings} == set(SENTENCES.values())
    share = next(found for found in check.findings if found.expectation == SENTENCES["quarantined_share"])
    assert (share.observed, share.allowed, share.is_met) == (pytest.approx(2 / 42), "at most 0.05", True)
    with connect("loader", house) as connection:
        row = connection.execute("select verdict, decided_by, evidence from raw.load_verdicts").fetchone()
    assert row is not None
    assert row[:2] == ("accepted", CHECKED_BY)
    assert row[2] == json.loads(json.dumps(check.evidence))


def test_a_load_with_too_many_bad_lines_is_held_and_says_so(house: Settings, landing: Any, load: Load) -> None:
    load_id = load(landing.gateway(DAY, "a", [DAY], per_day=36, bad=4))

    check = check_load(load_id, house)

    assert check.status == "held"
    assert check.reason == "share of lines that cannot be counted is 0.1, expected at most 0.05"
    assert [result.status for result in ledger.read_loads(house)] == ["held"]


def test_a_line_that_is_still_being_written_is_no_fault(house: Settings, landing: Any, load: Load) -> None:
    path = landing.gateway(DAY, "a", [DAY], per_day=3)
    path.write_text(path.read_text() + '{"time": "2026-03-20T12:')

    assert check_load(load(path), house).status == "accepted"


def test_events_of_next_month_are_held(house: Settings, landing: Any, load: Load) -> None:
    future = datetime.now(UTC).date() + timedelta(days=30)

    check = check_load(load(landing.gateway(DAY, "a", [DAY, future])), house)

    assert check.status == "held"
    assert unmet(check) == [SENTENCES["hours_ahead"]]


def test_ten_times_the_usual_day_is_held_and_twice_is_not(house: Settings, landing: Any, load: Load) -> None:
    for back in range(7, 0, -1):
        day = DAY - timedelta(days=back)
        check_load(load(landing.gateway(day, f"usual{back}", [day], per_day=10)), house)

    much = judge_loads([load(landing.gateway(DAY, "much", [DAY], per_day=101))], house)[0]
    twice = judge_loads([load(landing.gateway(DAY, "twice", [DAY], per_day=20))], house)[0]

    assert (much.status, unmet(much)) == ("held", [SENTENCES["volume_ratio"]])
    assert "is 10.1, expected at most 10" in much.reason
    assert twice.status == "accepted"


def test_loads_that_are_judged_together_are_each_others_history(house: Settings, landing: Any, load: Load) -> None:
    days = [DAY - timedelta(days=back) for back in range(7, -1, -1)]
    loads = [load(landing.gateway(day, "a", [day], per_day=101 if day == DAY else 10)) for day in days]

    assert [check.status for check in judge_loads(loads, house)] == [*["accepted"] * 7, "held"]


def test_volume_is_not_judged_before_a_week_is_known(house: Settings, landing: Any, load: Load) -> None:
    for back in range(6, 0, -1):
        day = DAY - timedelta(days=back)
        check_load(load(landing.gateway(day, f"usual{back}", [day], per_day=1)), house)

    check = judge_loads([load(landing.gateway(DAY, "much", [DAY], per_day=500))], house)[0]

    assert check.status == "accepted"


def test_a_source_sets_limits_of_its_own(house: Settings, landing: Any, sources: list[Source]) -> None:
    gateway = next(source for source in sources if source.name == "gateway")
    strict = gateway.model_copy(update={"expectations": {"client_id_null_share_max": 0.0}})
    path = landing.gateway(DAY, "a", [DAY], per_day=4)
    path.write_text(path.read_text().replace('"client": "acme"', '"client": null', 1))
    load_id = ledger.load_file(path, strict, settings=house).load_id

    check = judge_loads([load_id], house)[0]

    assert check.reason == "share of records without a client is 0.25, expected at most 0"


def test_the_profile_agrees_with_a_count_by_hand(house: Settings, landing: Any, load: Load) -> None:
    load_id = load(landing.gateway(DAY, "a", [DAY, DAY + timedelta(days=1)], per_day=3, bad=4))

    row = profile_loads([load_id], house).loc[load_id]

    assert (row["lines"], row["stored"], row["quarantined_share"]) == (10, 6, pytest.approx(0.4))
    assert (row["status_code_least"], row["status_code_greatest"]) == (200, 200)
    assert (row["client_id_null_share"], row["user_id_null_share"]) == (0, 1)


def test_limits_of_a_source_replace_the_houses_side_by_side() -> None:
    limits = {limit.column: limit for limit in limits_of({"quarantined_share_max": 0.5, "volume_ratio_min": 0.1})}

    assert limits["quarantined_share"] == Limit("quarantined_share", at_most=0.5)
    assert limits["volume_ratio"].allowed == "at least 0.1, at most 10"


def test_every_column_that_a_source_may_limit_is_in_the_profile() -> None:
    assert set(SENTENCES) == set(PROFILE_COLUMNS)


def test_a_load_that_does_not_exist_cannot_be_judged(house: Settings) -> None:
    with pytest.raises(LedgerError, match="no usage load 99"):
        judge_loads([99], house)
