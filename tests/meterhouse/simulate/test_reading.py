"""The warehouse's own reader on a simulated world: every file as the truth says."""

from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from tests.meterhouse.simulate.conftest import SimulatedWorld
from warehouse.parsing import open_records
from warehouse.settings import Settings
from warehouse.sources import read_sources

SOURCES = Path(__file__).resolve().parents[3] / "sources"


@pytest.fixture(scope="module")
def read(world: SimulatedWorld) -> dict[str, tuple[dict[str, int], pl.DataFrame]]:
    """Accounting and events of every loaded file, by its path; a stand-in serves as the files' fingerprint."""
    sources = {source.name: source for source in read_sources(SOURCES)}
    settings = Settings(_env_file=None)
    found = {}
    for file in world.truth.files:
        path = world.out / "landing" / file.path
        chunks = list(open_records(path, sources[file.source], settings, fingerprint=bytes(16)))
        reasons = Counter(reason for chunk in chunks for reason in chunk.quarantined["reason"])
        account = {"lines": sum(chunk.lines for chunk in chunks), "ignored": sum(chunk.ignored for chunk in chunks)}
        found[file.path] = (account | reasons, pl.concat([chunk.events for chunk in chunks]))
    return found


def test_the_reader_accounts_for_every_line_as_the_truth_does(
    world: SimulatedWorld, read: dict[str, tuple[dict[str, int], pl.DataFrame]]
) -> None:
    for file in world.truth.files:
        if file.status == "loaded":
            account, events = read[file.path]
            assert account == {"lines": file.lines, "ignored": file.ignored, **file.quarantine_reasons}, file.path
            assert events.height == file.stored


def test_paths_with_ids_become_the_routes_of_the_world(
    world: SimulatedWorld, read: dict[str, tuple[dict[str, int], pl.DataFrame]]
) -> None:
    plain = [file.path for file in world.truth.files if not file.imperfections]
    found = set(pl.concat([read[path][1] for path in plain])["endpoint"])
    assert {row["endpoint"] for row in world.truth.endpoints} <= found
    assert len(found) < 50
