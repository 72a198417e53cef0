import gzip
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from tests.warehouse.ledger.conftest import Write, event, source, with_fields
from warehouse.database import connect
from warehouse.errors import LoadRefused
from warehouse.ledger import LoadResult, load_file, read_loads, release_lines
from warehouse.settings import Settings
from warehouse.sources import Source

IDENTITIES = ("position", "content", "field")


def load_while(
    change: Callable[[], object], path: Path, settings: Settings, by: Source | None = None, until: int = 10
) -> LoadResult:
    """Loads the file in chunks of a few lines; once so many lines are read, it changes."""
    waiting = [change]

    def meanwhile(lines: int) -> None:
        if lines >= until and waiting:
            waiting.pop()()

    few_lines = settings.model_copy(update={"chunk_bytes": 300})
    return load_file(path, by or source(), settings=few_lines, accept=True, on_progress=meanwhile)


def append(path: Path, content: bytes) -> None:
    with path.open("ab") as file:
        file.write(content)


@pytest.mark.parametrize("identity", IDENTITIES)
def test_of_a_growing_file_a_load_holds_what_its_digest_is_of_and_the_next_one_the_rest(
    settings: Settings, write: Write, identity: str
) -> None:
    path = write("a.jsonl", *(event(n) for n in range(60)))
    rest = write("rest", *(event(n) for n in range(60, 70))).read_bytes()
    size = path.stat().st_size

    first = load_while(lambda: append(path, rest), path, settings, source(identity=identity))
    second = load_file(path, source(identity=identity), settings=settings, accept=True)

    assert (first.lines, first.stored) == (60, 60)
    assert (second.lines, second.stored, second.repeated) == (70, 70, 60)
    with connect("loader", settings) as connection:
        held = connection.execute("select content_bytes from raw.loads order by load_no").fetchall()
    assert held == [(size,), (size + len(rest),)]


@pytest.mark.parametrize("identity", IDENTITIES)
def test_a_line_that_is_being_written_comes_whole_with_the_next_load(
    settings: Settings, write: Write, identity: str
) -> None:
    whole = write("a.jsonl", *(event(n) for n in range(60))).read_bytes()
    path = write("b.jsonl")
    path.write_bytes(whole[:-20])

    first = load_while(lambda: append(path, whole[-20:]), path, settings, source(identity=identity))
    second = load_file(path, source(identity=identity), settings=settings, accept=True)

    assert (first.stored, first.quarantine_reasons) == (59, {"unterminated": 1})
    assert (second.stored, second.repeated, second.quarantined) == (60, 59, 0)


def test_a_compressed_file_may_grow_too(settings: Settings, write: Write) -> None:
    path = write("a.jsonl.gz")
    path.write_bytes(gzip.compress(write("a.jsonl", *(event(n) for n in range(60))).read_bytes()))
    more = gzip.compress(write("b.jsonl", event(60)).read_bytes())

    assert load_while(lambda: append(path, more), path, settings).stored == 60
    assert load_file(path, source(), settings=settings).stored == 61


def test_a_file_that_is_written_anew_while_it_is_read_is_refused_and_can_be_tried_again(
    settings: Settings, write: Write
) -> None:
    path = write("a.jsonl", *(event(n) for n in range(60)))
    changes = {
        "in place": lambda: path.write_bytes(path.read_bytes().replace(b'"acme"', b'"bolt"')),
        "shorter": lambda: path.write_bytes(path.read_bytes()[:4000]),
        "away": lambda: path.rename(path.with_name("a.jsonl.1")),
    }
    for change in changes.values():
        with pytest.raises(LoadRefused, match=r"a\.jsonl changed while it was read; nothing of it was stored"):
            load_while(change, path, settings)
    assert read_loads(settings) == []
    assert load_file(path.with_name("a.jsonl.1"), source(), settings=settings).lines > 0


def test_a_parquet_file_that_is_written_anew_while_it_is_read_is_refused(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame([event(n) for n in range(60)]).write_parquet(path)
    by = source().model_copy(update={"format": "parquet"})
    with pytest.raises(LoadRefused, match="changed while it was read"):
        load_while(lambda: append(path, b"more"), path, settings, by)
    pl.DataFrame([event(n) for n in range(61)]).write_parquet(path)
    assert load_file(path, by, settings=settings).stored == 61


def test_lines_of_a_file_that_has_grown_since_can_be_released(settings: Settings, write: Write) -> None:
    strict = with_fields(source(identity="position"), status_code={"field": "status"})
    path = write("a.jsonl", event(1), {**event(2), "status": "ok", "code": 200})
    load = load_file(path, strict, settings=settings, accept=True)
    append(path, write("b.jsonl", event(3)).read_bytes())

    mended = with_fields(strict, status_code={"field": ["code", "status"]})
    released = release_lines(load.load_id, mended, settings=settings, why="status is called code now")
    grown = load_file(path, mended, settings=settings)

    assert released.stored == 1
    assert (grown.stored, grown.repeated) == (3, 2)
