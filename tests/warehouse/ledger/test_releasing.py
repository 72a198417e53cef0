from pathlib import Path

import pytest

from tests.warehouse.ledger.conftest import Write, event, source, with_fields
from warehouse import ledger
from warehouse.database import connect
from warehouse.errors import LedgerError
from warehouse.ledger import LoadResult, count_quarantine, load_file, release_lines
from warehouse.settings import Settings
from warehouse.sources import Source

MENDED = {"status_code": {"field": ["code", "status"]}}


def strict(identity: str) -> Source:
    return with_fields(source(identity=identity), status_code={"field": "status"})


def wrong(number: int) -> dict[str, object]:
    """A record that only the mended definition can read."""
    return {**event(number), "status": "ok", "code": 200}


def loaded(settings: Settings, write: Write, identity: str) -> LoadResult:
    path = write("a.jsonl", event(1), wrong(2), "not json", wrong(3), wrong(3) | {"code": 404})
    return load_file(path, strict(identity), settings=settings, accept=True)


@pytest.mark.parametrize(("identity", "taken", "left"), [("field", [2, 4], 2), ("position", [2, 4, 5], 1)])
def test_lines_that_can_be_read_now_are_taken_up(
    settings: Settings, write: Write, identity: str, taken: list[int], left: int
) -> None:
    load = loaded(settings, write, identity)
    assert (load.stored, load.quarantined) == (1, 4)
    mended = with_fields(strict(identity), **MENDED)
    released = release_lines(load.load_id, mended, settings=settings, why="status is called code now")
    assert (released.lines, released.stored, released.quarantined) == (len(taken), len(taken), 0)
    assert (released.status, released.releases_load_id) == ("accepted", load.load_id)
    assert sum(row["lines"] for row in count_quarantine(settings)) == left
    with connect("loader", settings) as connection:
        rows = connection.execute(
            "select line_no, released_in from raw.quarantine_releases where load_id = %s order by line_no",
            [load.load_id],
        ).fetchall()
        verdict = connection.execute("select reason from raw.load_verdicts order by verdict_no desc limit 1").fetchone()
    assert rows == [(line_no, released.load_id) for line_no in taken]
    assert verdict == ("status is called code now",)


def test_released_records_are_those_of_a_reading_of_the_whole_file(settings: Settings, write: Write) -> None:
    load = loaded(settings, write, "position")
    mended = with_fields(strict("position"), **MENDED)
    release_lines(load.load_id, mended, settings=settings, why="mended")
    anew = load_file(write("grown.jsonl", event(1), wrong(2), "not json", wrong(3), wrong(3) | {"code": 404}, event(4)),
                     mended, settings=settings)  # fmt: skip
    assert (anew.stored, anew.repeated) == (5, 4)


def test_releasing_twice_is_releasing_once(settings: Settings, write: Write) -> None:
    load = loaded(settings, write, "position")
    mended = with_fields(strict("position"), **MENDED)
    release_lines(load.load_id, mended, settings=settings, why="mended")
    with pytest.raises(LedgerError, match=r"None of the 1 waiting lines .* such as line 3: "):
        release_lines(load.load_id, mended, settings=settings, why="mended")
    with pytest.raises(LedgerError, match="waits in quarantine as out_of_range"):
        release_lines(load.load_id, mended, settings=settings, why="mended", reason="out_of_range")


def test_a_voided_release_gives_its_lines_back_and_a_voided_load_takes_its_releases_with_it(
    settings: Settings, write: Write
) -> None:
    load = loaded(settings, write, "position")
    mended = with_fields(strict("position"), **MENDED)
    first = release_lines(load.load_id, mended, settings=settings, why="mended")
    ledger.void(settings, first.load_id, "not so")
    assert sum(row["lines"] for row in count_quarantine(settings)) == 4
    release_lines(load.load_id, mended, settings=settings, why="after all")
    ledger.void(settings, load.load_id, "wrong file")
    assert {found.status for found in ledger.read_loads(settings)} == {"voided"}


def test_what_cannot_be_released_is_refused_by_name(settings: Settings, write: Write, tmp_path: Path) -> None:
    load = loaded(settings, write, "position")
    mended = with_fields(strict("position"), **MENDED)
    (tmp_path / "a.jsonl").rename(tmp_path / "moved.jsonl")
    with pytest.raises(LedgerError, match=r"is not there any more\. Give --file"):
        release_lines(load.load_id, mended, settings=settings, why="mended")
    with pytest.raises(LedgerError, match="has changed since it was loaded"):
        release_lines(load.load_id, mended, settings=settings, why="mended", path=write("other.jsonl", wrong(2)))
    with pytest.raises(LedgerError, match="was read as tiny, not as other"):
        release_lines(load.load_id, source("other", "position"), settings=settings, why="mended")
    moved = release_lines(load.load_id, mended, settings=settings, why="mended", path=tmp_path / "moved.jsonl")
    assert moved.stored == 3
    held = load_file(write("held.jsonl", wrong(9)), strict("position"), settings=settings)
    with pytest.raises(LedgerError, match=r"is held: its lines cannot be released\. Accept it first"):
        release_lines(held.load_id, mended, settings=settings, why="mended")
