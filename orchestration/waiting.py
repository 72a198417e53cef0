"""What waits to be done: landed files to be loaded, by family and days, and touched days to be built."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from orchestration.days import DayRange, contiguous
from orchestration.landing import new_files
from orchestration.reference_files import reference_files
from warehouse.ledger import LandingFile, touched_days
from warehouse.reference import read_reference_tables
from warehouse.settings import Settings
from warehouse.sources import Source, read_sources

# A file that changed less than this ago may still be written to; the next look takes it.
SETTLED_AFTER = timedelta(seconds=60)


@dataclass(frozen=True)
class WaitingFiles:
    """New files of one family on consecutive landing days; `version` changes when any of them does."""

    family: str
    days: DayRange
    version: str

    @property
    def request(self) -> str:
        """What a run for them is asked for: the same as long as the files are the same."""
        return f"load {self.family} {self.days} {self.version}"


def waiting_files(settings: Settings, first_day: date, now: datetime) -> list[WaitingFiles]:
    """Files anywhere in the landing zone that are neither loaded nor withdrawn and have settled, in the calendar."""
    sources = {source.name: source for source in read_sources(settings.sources_path)}
    waiting = new_files(sources.values(), settings)
    files = [file for file in waiting if _is_settled(file, now) and first_day <= file.landing_date <= now.date()]
    return group_files(files, sources)


def group_files(files: Iterable[LandingFile], sources: dict[str, Source]) -> list[WaitingFiles]:
    """One group per family and run of consecutive landing days."""
    families: dict[str, dict[date, list[LandingFile]]] = defaultdict(lambda: defaultdict(list))
    for file in files:
        families[sources[file.source].family][file.landing_date].append(file)
    return [
        WaitingFiles(family, days, _version(file for day in days.days for file in by_day[day]))
        for family, by_day in sorted(families.items())
        for days in contiguous(by_day)
    ]


def waiting_landing_days(settings: Settings) -> list[DayRange]:
    """Landing days with any new file, settled or not; today if only reference files are there."""
    files = new_files(read_sources(settings.sources_path), settings)
    days = {file.landing_date for file in files}
    return contiguous(days or ({datetime.now(UTC).date()} if reference_files(settings) else ()))


def waiting_days(settings: Settings, first_day: date, last_day: date) -> tuple[list[DayRange], list[DayRange]]:
    """Days to be built: those inside the calendar, and those that are not in it (yet)."""
    touched = touched_days(settings)
    inside = [day for day in touched if first_day <= day <= last_day]
    return contiguous(inside), contiguous(set(touched) - set(inside))


def _is_settled(file: LandingFile, now: datetime) -> bool:
    return now.timestamp() - file.path.stat().st_mtime >= SETTLED_AFTER.total_seconds()


def _version(files: Iterable[LandingFile]) -> str:
    return hashlib.sha256("\n".join(sorted(file.version for file in files)).encode()).hexdigest()[:12]


def reference_request(settings: Settings, now: datetime) -> str | None:
    """What a run for reference data is asked for: another when a file changes, and every hour if there are tables.

    None without any.
    """
    stats = [(str(path), path.stat()) for _, path in reference_files(settings)]
    lines = [f"{path}|{stat.st_size}|{stat.st_mtime_ns}" for path, stat in stats]
    if read_reference_tables(settings.sources_path):
        lines.append(f"tables at {now:%Y-%m-%d %H}")
    return f"load reference {hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:12]}" if lines else None
