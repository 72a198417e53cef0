"""Files that wait in the landing zone: which there are, for which day, and which are not loaded yet."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg

from warehouse.database import transaction
from warehouse.ledger.hashed_file import HashedFile
from warehouse.ledger.reading import find_live_load
from warehouse.settings import Settings
from warehouse.sources import Source


@dataclass(frozen=True, order=True)
class LandingFile:
    """A file under a source's landing pattern; `landing_date` is the date its path names."""

    landing_date: date
    path: Path
    source: str

    @property
    def version(self) -> str:
        """Changes when the file does: its path, size and time of change."""
        stat = self.path.stat()
        return f"{self.path}|{stat.st_size}|{stat.st_mtime_ns}"


def landing_files(settings: Settings, sources: Iterable[Source], day: date | None = None) -> list[LandingFile]:
    """The files of a landing day, or of all days, in the order in which they are to be loaded."""
    root = settings.landing_path
    found = []
    for source in sources:
        pattern = source.landing_glob(day)
        for path in root.glob(pattern) if pattern and root.is_dir() else ():
            landing_date = source.landing_date_of(path.relative_to(root))
            if landing_date is not None and path.is_file():
                found.append(LandingFile(landing_date, path, source.name))
    return sorted(found)


def landing_file(settings: Settings, source: Source, path: Path) -> LandingFile | None:
    """A file by the path and the date it has in the landing zone; none if it does not lie there as the source's."""
    place = Path(os.path.realpath(path.parent)) / path.name
    if not place.is_relative_to(settings.landing_path):
        return None
    landing_date = source.landing_date_of(place.relative_to(settings.landing_path))
    return LandingFile(landing_date, place, source.name) if landing_date else None


def unloaded_files(settings: Settings, files: Iterable[LandingFile]) -> list[LandingFile]:
    """Those whose present bytes no unvoided load of their source holds, or whose load still waits for its checks."""
    with transaction("loader", settings) as connection:
        return [file for file in files if not _is_loaded(connection, file)]


def _is_loaded(connection: psycopg.Connection, file: LandingFile) -> bool:
    return _is_loaded_unchanged(connection, file) or _is_content_loaded(connection, file)


def _is_loaded_unchanged(connection: psycopg.Connection, file: LandingFile) -> bool:
    """Spares reading the file: same path and size, and not changed since the load began to read it."""
    stat = file.path.stat()
    changed_at = datetime.fromtimestamp(stat.st_mtime, UTC)
    row = connection.execute(
        "select 1 from raw.loads as load where load.file_name = %s and load.content_bytes = %s and load.source = %s "
        "and load.committed_at - load.seconds * interval '1 second' > %s "
        "and (select verdict.verdict from raw.load_verdicts as verdict where verdict.load_id = load.load_id "
        "order by verdict.verdict_no desc limit 1) in ('accepted', 'held')",
        [str(file.path), stat.st_size, file.source, changed_at],
    ).fetchone()
    return row is not None


def _is_content_loaded(connection: psycopg.Connection, file: LandingFile) -> bool:
    standing = find_live_load(connection, file.source, HashedFile.at(file.path).digest, str(file.path))
    return standing is not None and not standing.awaits_verdict
