"""Files that a list names are withdrawn or replaced, once, however often and from wherever it is taken up."""

import json
from datetime import date
from pathlib import Path

import pytest

from orchestration.loading import load_landed
from orchestration.withdrawing import withdraw_listed
from tests.meterhouse.test_cli import LINE
from warehouse.errors import LoadRefused
from warehouse.ledger import LoadResult, load_file, read_loads, void
from warehouse.settings import Settings
from warehouse.sources import find_source

SOURCE = "nginx_combined"
WRONG, TEST, RIGHT = "nginx/2026-03-05/wrong.log", "nginx/2026-03-05/test.log", "corrections/right.log"


def write(path: Path, numbers: range) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(LINE.format(number % 60, number) + "\n" for number in numbers))


@pytest.fixture
def listed(settings: Settings) -> Path:
    """Two accepted loads, of which one is to be replaced and one to be withdrawn."""
    write(settings.landing_path / WRONG, range(100))
    write(settings.landing_path / TEST, range(100, 150))
    write(settings.home_path / RIGHT, range(200, 290))
    load_landed([find_source(SOURCE, settings)], [date(2026, 3, 5)], settings)
    files = [
        {"path": WRONG, "source": SOURCE, "why": "wrong values", "replaced_by": RIGHT},
        {"path": TEST, "source": SOURCE, "why": "a test system's", "replaced_by": None},
        {"path": "nginx/2026-03-05/never-loaded.log", "source": SOURCE, "why": "not there", "replaced_by": None},
    ]
    path = settings.home_path / "withdrawn.json"
    path.write_text(json.dumps(files))
    return path


def stand(settings: Settings) -> dict[str, tuple[str, int]]:
    return {Path(str(load.file_name)).name: (load.status, load.stored) for load in read_loads(settings)}


DONE = {"wrong.log": ("voided", 100), "test.log": ("voided", 50), "right.log": ("accepted", 90)}


def test_listed_files_are_withdrawn_or_replaced_once(settings: Settings, listed: Path) -> None:
    told: list[str] = []
    withdraw_listed(listed, settings, told.append)
    assert stand(settings) == DONE
    withdraw_listed(listed, settings, told.append)
    assert stand(settings) == DONE
    assert told == [f"withdrawing {WRONG}", f"withdrawing {TEST}"]


def test_what_a_killed_run_left_half_done_is_finished(settings: Settings, listed: Path) -> None:
    """Killed after the replacement was stored and before it was judged: it waits, held, and the wrong one counts."""
    loads: dict[str, LoadResult] = {Path(str(load.file_name)).name: load for load in read_loads(settings)}
    void(settings, loads["test.log"].load_id, "a test system's")
    right, source = settings.home_path / RIGHT, find_source(SOURCE, settings)
    load_file(right, source, settings=settings, replaces=loads["wrong.log"].load_id)
    assert stand(settings)["right.log"] == ("held", 90)
    withdraw_listed(listed, settings, lambda _: None)
    assert stand(settings) == DONE


def test_a_replacement_that_is_not_there_is_said_and_the_wrong_file_still_counts(
    settings: Settings, listed: Path
) -> None:
    (settings.home_path / RIGHT).unlink()
    with pytest.raises(LoadRefused, match="There is no file"):
        withdraw_listed(listed, settings, lambda _: None)
    assert stand(settings)["wrong.log"] == ("accepted", 100)
