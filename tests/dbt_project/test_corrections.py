"""A load that replaces another and loads that release quarantined lines, as the marts tell it."""

from dataclasses import dataclass
from datetime import date

import pytest

from tests.conftest import Databases
from tests.dbt_project.calls import Dbt
from tests.dbt_project.conftest import Built
from tests.dbt_project.ledger import Event, Ledger
from tests.dbt_project.world import WINDOW
from warehouse.ledger import touched_days

MARCH_1, MARCH_2 = date(2026, 3, 1), date(2026, 3, 2)
WRONG_HOUR, RIGHT_HOUR = Event("w", "2026-03-01 23:30"), Event("w", "2026-03-02 01:30")
KEPT = Event("k", "2026-03-01 10:00")
LINE_2, LINE_3 = Event("two", "2026-03-01 11:00"), Event("three", "2026-03-02 11:00")

DAYS = "select usage_date, stored, counted from marts.fct_days_built order by 1"
LOADS = (
    "select load_id, state, replaces_load_id, replaced_by_load_id, releases_load_id, quarantined, released "
    "from marts.fct_loads order by load_no"
)
QUARANTINE = "select load_id, lines, released, waiting, first_line_no from marts.fct_load_quarantine order by load_id"


@dataclass(frozen=True)
class Corrected:
    """A load that was replaced and the one that replaced it; a load with four bad lines and those that took up two."""

    built: Built
    wrong: int
    right: int
    mended: int
    released: int
    by_mistake: int
    before: int


@pytest.fixture(scope="module")
def corrected(databases: Databases, built: Built, dbt: Dbt, tmp_path_factory: pytest.TempPathFactory) -> Corrected:
    """Both corrections, of which the marts have only seen that there is something to correct."""
    settings = databases.create(tmp_path_factory.mktemp("corrected"))
    ledger = Ledger(settings)
    wrong, mended = ledger.load([WRONG_HOUR]), ledger.load([KEPT], quarantined=4)
    right = ledger.load([RIGHT_HOUR], verdict="held", replaces=wrong)
    world = Built(settings, built.loads)
    ((before,),) = world.rows("select max(verdict_no) from raw.load_verdicts")
    _build(world, dbt)
    ledger.judge(wrong, "voided")
    ledger.judge(right, "accepted")
    released, by_mistake = ledger.release(mended, {2: LINE_2}), ledger.release(mended, {3: LINE_3})
    ledger.judge(by_mistake, "voided")
    return Corrected(world, wrong, right, mended, released, by_mistake, before)


@pytest.fixture(scope="module")
def rebuilt(corrected: Corrected, dbt: Dbt) -> Corrected:
    """The same, built again."""
    _build(corrected.built, dbt)
    return corrected


def _build(world: Built, dbt: Dbt, through: int | None = None) -> None:
    dbt.must(world.settings, "build", "--exclude", "test_type:unit", *WINDOW, through=through)


def test_before_it_is_judged_a_replacement_is_announced_and_nothing_else(corrected: Corrected) -> None:
    assert corrected.built.rows(LOADS) == [
        (corrected.wrong, "accepted", None, corrected.right, None, 0, 0),
        (corrected.mended, "accepted", None, None, None, 4, 0),
        (corrected.right, "held", corrected.wrong, None, None, 0, 0),
    ]
    assert corrected.built.rows(QUARANTINE) == [(corrected.mended, 4, 0, 4, 2)]
    assert corrected.built.rows(DAYS) == [(MARCH_1, 2, 2)]
    assert touched_days(corrected.built.settings) == [MARCH_1, MARCH_2]


def test_a_replacement_and_a_release_are_told_from_both_sides(rebuilt: Corrected) -> None:
    assert rebuilt.built.rows(LOADS) == [
        (rebuilt.wrong, "voided", None, rebuilt.right, None, 0, 0),
        (rebuilt.mended, "accepted", None, None, None, 4, 1),
        (rebuilt.right, "accepted", rebuilt.wrong, None, None, 0, 0),
        (rebuilt.released, "accepted", None, None, rebuilt.mended, 0, 0),
        (rebuilt.by_mistake, "voided", None, None, rebuilt.mended, 0, 0),
    ]
    assert rebuilt.built.rows(QUARANTINE) == [(rebuilt.mended, 4, 1, 3, 3)]


def test_a_corrected_record_counts_on_its_right_day_and_released_lines_on_theirs(rebuilt: Corrected) -> None:
    events = "select usage_date, load_id, line_no from marts.fct_usage_events order by usage_at"

    assert rebuilt.built.rows(DAYS) == [(MARCH_1, 2, 2), (MARCH_2, 1, 1)]
    assert rebuilt.built.rows(events) == [
        (MARCH_1, rebuilt.mended, 1),
        (MARCH_1, rebuilt.released, 2),
        (MARCH_2, rebuilt.right, 1),
    ]
    assert touched_days(rebuilt.built.settings) == []


def test_a_build_of_an_earlier_ledger_knows_no_later_correction(rebuilt: Corrected, dbt: Dbt) -> None:
    _build(rebuilt.built, dbt, rebuilt.before)

    test_before_it_is_judged_a_replacement_is_announced_and_nothing_else(rebuilt)
