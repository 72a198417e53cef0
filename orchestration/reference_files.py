"""Reference data that waits: files in the landing zone's `reference` folder, and tables of the operator's own.

Files are called `<kind>.csv`, `.jsonl` or `.parquet`, or anything so ending in a folder `<kind>`.
"""

from functools import partial
from pathlib import Path

from orchestration.loading import Refused
from warehouse.errors import LoadRefused
from warehouse.ledger import LoadResult
from warehouse.ledger.tombstones import without_erased
from warehouse.reference import KINDS, load_reference, load_reference_table, read_reference_tables
from warehouse.reference.files import SUFFIXES
from warehouse.settings import Settings


def reference_files(settings: Settings) -> list[tuple[str, Path]]:
    """Kind and path of each reference file that is there, clients first, those of one kind by name."""
    folder = settings.landing_path / "reference"
    candidates = [
        (kind, path)
        for kind in KINDS
        for path in [*(folder / f"{kind}{suffix}" for suffix in SUFFIXES), *sorted((folder / kind).glob("*"))]
    ]
    return [(kind, path) for kind, path in candidates if path.suffix in SUFFIXES and path.is_file()]


def load_reference_files(settings: Settings) -> tuple[list[LoadResult], list[Refused]]:
    """Appends the records of every reference file and table that changed; a refused one stops no other."""
    waiting = [
        (path, kind, f"meterhouse reference {kind} {path}", partial(load_reference, path, kind, settings))
        for kind, path in reference_files(settings)
    ] + [
        (Path(table.origin), table.kind, "meterhouse reference", partial(load_reference_table, table, settings))
        for table in read_reference_tables(settings.sources_path)
    ]
    # Wherever they come from: a price is refused before its meter and its plan are known.
    waiting.sort(key=lambda one: list(KINDS).index(one[1]))
    loads: list[LoadResult] = []
    refused: list[Refused] = []
    for origin, kind, retry, load in waiting:
        try:
            loads.append(load())
        except LoadRefused as refusal:
            refused.append(Refused(origin, kind, without_erased(str(refusal), settings), retry))
    return loads, refused
