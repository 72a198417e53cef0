"""Loading what landed: one day's new files of some sources, each checked and decided by itself."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from orchestration.expectations import LoadCheck, check_loads
from orchestration.landing import new_files
from warehouse.database import connections_kept
from warehouse.errors import LoadRefused
from warehouse.ledger import LandingFile, LoadResult, load_file, read_loads
from warehouse.ledger.tombstones import without_erased
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
class Copy:
    """A file that was not stored, because a load holds the same bytes."""

    path: Path
    source: str
    load_no: int


@dataclass(frozen=True)
class Landed:
    """What became of one landing day's files: loads with their checks, copies of what was there, and refusals."""

    landing_date: date
    loads: tuple[LoadResult, ...] = ()
    copies: tuple[Copy, ...] = ()
    refused: tuple[Refused, ...] = ()
    checks: tuple[LoadCheck, ...] = ()

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
    taker = _Taker({source.name: source for source in sources}, settings, on_file)
    with connections_kept():
        landed = [taker.take(day) for day in days]
        checks = {check.load_id: check for check in check_loads(sorted(taker.undecided), settings)}
    return [
        replace(day, checks=tuple(checks[load.load_id] for load in day.loads if load.load_id in checks))
        for day in landed
    ]


def held_loads(sources: Iterable[Source], settings: Settings) -> list[LoadResult]:
    """Loads of the sources that were judged implausible and wait for a person."""
    names = {source.name for source in sources}
    return [load for load in read_loads(settings, "held") if load.source in names and not load.awaits_verdict]


class _Taker:
    """Takes files in, day by day; knows which loads wait for a verdict."""

    def __init__(self, sources: Mapping[str, Source], settings: Settings, on_file: OnFile | None) -> None:
        self.sources, self.settings, self.on_file = sources, settings, on_file
        self.undecided: set[int] = set()

    def take(self, day: date) -> Landed:
        files = new_files(self.sources.values(), self.settings, day)
        taken = [self._take(file) for file in files]
        return Landed(
            day,
            tuple(one for one in taken if isinstance(one, LoadResult)),
            tuple(one for one in taken if isinstance(one, Copy)),
            tuple(one for one in taken if isinstance(one, Refused)),
        )

    def _take(self, file: LandingFile) -> LoadResult | Copy | Refused:
        if self.on_file:
            self.on_file(file.path)
        try:
            load = load_file(
                file.path, self.sources[file.source], settings=self.settings, landing_date=file.landing_date
            )
        except LoadRefused as refusal:
            retry = f"meterhouse load {file.path} --source {file.source}"
            return Refused(file.path, file.source, without_erased(str(refusal), self.settings), retry)
        if load.load_id in self.undecided or not load.awaits_verdict:
            return Copy(file.path, file.source, load.load_no)
        self.undecided.add(load.load_id)
        return load
