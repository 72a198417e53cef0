"""Loading what landed: one day's new files of some sources, each checked and decided by itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.expectations import LoadCheck, check_loads
from orchestration.landing import new_files
from warehouse.errors import LoadRefused
from warehouse.ledger import LoadResult, load_file
from warehouse.settings import Settings
from warehouse.sources import Source


@dataclass(frozen=True)
class Refused:
    """A file of which nothing was stored, with the sentence that says why and the command that tries again."""

    path: Path
    source: str
    sentence: str
    retry: str


@dataclass(frozen=True)
class Landed:
    """What became of one landing day's files: loads with their checks, and refusals."""

    landing_date: date
    loads: tuple[LoadResult, ...] = ()
    checks: tuple[LoadCheck, ...] = ()
    refused: tuple[Refused, ...] = ()

    def total(self, count: str) -> int:
        """The sum of one of the loads' counts (`lines`, `stored`, …)."""
        return sum(getattr(load, count) for load in self.loads)


def load_landed(
    sources: Iterable[Source], landing_date: date, settings: Settings, on_file: Callable[[Path], None] | None = None
) -> Landed:
    """Loads the day's new files, then checks and decides each load; a refused or a held one stops no other.

    A load that an earlier, interrupted call left undecided is found by its file and decided too.
    """
    by_name = {source.name: source for source in sources}
    loads: list[LoadResult] = []
    refused: list[Refused] = []
    for file in new_files(by_name.values(), settings, landing_date):
        if on_file:
            on_file(file.path)
        try:
            loads.append(load_file(file.path, by_name[file.source], settings=settings, landing_date=landing_date))
        except LoadRefused as refusal:
            retry = f"meterhouse load {file.path} --source {file.source}"
            refused.append(Refused(file.path, file.source, str(refusal), retry))
    checks = check_loads(sorted({load.load_id for load in loads if load.awaits_verdict}), settings)
    return Landed(landing_date, tuple(loads), tuple(checks), tuple(refused))
