"""Reference files in the landing zone: `reference/<kind>.csv` or `.jsonl`, one for each kind."""

from pathlib import Path

from orchestration.loading import Refused
from warehouse.errors import LoadRefused
from warehouse.ledger import LoadResult
from warehouse.reference import KINDS, load_reference
from warehouse.settings import Settings


def reference_files(settings: Settings) -> list[tuple[str, Path]]:
    """Kind and path of each reference file that is there, clients first."""
    folder = settings.landing_path / "reference"
    candidates = [(kind, folder / f"{kind}{suffix}") for kind in KINDS for suffix in (".csv", ".jsonl")]
    return [(kind, path) for kind, path in candidates if path.is_file()]


def load_reference_files(settings: Settings) -> tuple[list[LoadResult], list[Refused]]:
    """Appends the records of every reference file whose bytes are new; a refused file stops no other."""
    loads: list[LoadResult] = []
    refused: list[Refused] = []
    for kind, path in reference_files(settings):
        try:
            loads.append(load_reference(path, kind, settings))
        except LoadRefused as refusal:
            refused.append(Refused(path, kind, str(refusal), f"meterhouse reference {kind} {path}"))
    return loads, refused
