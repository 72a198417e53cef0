"""Withdraws the log files that a list names, as a person would with `void` and `load --replaces`."""

from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, TypeAdapter

from orchestration.expectations import check_load
from warehouse.ledger import LoadResult, load_file, read_loads, void
from warehouse.settings import Settings
from warehouse.sources import find_source


class WithdrawnFile(BaseModel):
    """A log file that should not have landed: its path in the landing zone, and why it must not count.

    `replaced_by` is the file to be loaded in its place, relative to the folder that holds the list.
    """

    path: str
    source: str
    why: str
    replaced_by: str | None = None


def read_withdrawn(listed: Path) -> list[WithdrawnFile]:
    """The files that a list in JSON names."""
    return TypeAdapter(list[WithdrawnFile]).validate_json(listed.read_text(encoding="utf-8"))


def withdraw_listed(listed: Path, settings: Settings, tell: Callable[[str], None]) -> None:
    """Voids the loads of the files that the list names, or replaces them by the files that it names beside them.

    What was withdrawn before stays so, and a replacement that was not judged yet is judged now, so it can be repeated
    and ended at any moment. `tell` hears of each file. Raises `LoadRefused` if a replacement cannot be loaded.
    """
    loads = [load for load in read_loads(settings) if load.status != "voided"]
    for file in read_withdrawn(listed):
        name = str(settings.landing_path / file.path)
        for load in loads:
            if (load.file_name, load.source) == (name, file.source):
                tell(f"withdrawing {file.path}")
                _withdraw(file, load, listed.parent, settings)


def _withdraw(file: WithdrawnFile, load: LoadResult, folder: Path, settings: Settings) -> None:
    if file.replaced_by is None:
        void(settings, load.load_id, file.why)
        return
    source = find_source(file.source, settings)
    replacement = load_file(folder / file.replaced_by, source, settings=settings, replaces=load.load_id)
    if replacement.awaits_verdict:
        check_load(replacement.load_id, settings)
