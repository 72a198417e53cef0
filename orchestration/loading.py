"""Loading what landed: one day's new files of some sources, each checked and decided by itself."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from orchestration.expectations import LoadCheck, check_loads
from orchestration.landing import new_files
from warehouse.errors import LoadRefused
from warehouse.ledger import LoadResult, load_file
from warehouse.settings import Settings
from warehouse.sources import Source

OnFile = Callable[[Path], None]


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
    sources: Iterable[Source], days: Iterable[date], settings: Settings, on_file: OnFile | None = None
) -> list[Landed]:
    """Loads the landing days' new files, then checks and decides each load; a refused or a held one stops no other.

    All loads are checked at once, because Great Expectations costs the same for one as for hundreds. A load that an
    interrupted call left undecided is found by its file and decided too.
    """
    by_name = {source.name: source for source in sources}
    landed = [_load_day(by_name, day, settings, on_file) for day in days]
    undecided = [load.load_id for day in landed for load in day.loads if load.awaits_verdict]
    checks = {check.load_id: check for check in check_loads(sorted(set(undecided)), settings)}
    return [
        replace(day, checks=tuple(checks[load.load_id] for load in day.loads if load.load_id in checks))
        for day in landed
    ]


def _load_day(by_name: Mapping[str, Source], day: date, settings: Settings, on_file: OnFile | None) -> Landed:
    loads: list[LoadResult] = []
    refused: list[Refused] = []
    for file in new_files(by_name.values(), settings, day):
        if on_file:
            on_file(file.path)
        try:
            loads.append(load_file(file.path, by_name[file.source], settings=settings, landing_date=day))
        except LoadRefused as refusal:
            retry = f"meterhouse load {file.path} --source {file.source}"
            refused.append(Refused(file.path, file.source, str(refusal), retry))
    return Landed(day, tuple(loads), (), tuple(refused))
