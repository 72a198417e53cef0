"""A landing zone of one source that expects files, loaded as Dagster loads it."""

import gzip
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tests.warehouse.ledger.conftest import source
from warehouse.ledger import LoadResult, expected_days, landing_files, load_file, missing_files, unloaded_files
from warehouse.settings import Settings
from warehouse.sources import Source

# In the morning of the 8th the files of the 7th are not late; those of the 6th are since noon of the 7th.
NOW = datetime(2026, 3, 8, 9, tzinfo=UTC)


def march(day: int) -> date:
    return date(2026, 3, day)


class Zone:
    """Files of source `tiny`, which expects some a day from 4 March 2026 on, at 9 o'clock of the 8th."""

    def __init__(self, settings: Settings, files: int = 1, **expects: Any) -> None:
        self.settings = settings
        self.source = expecting(files=files, **expects)

    def write(self, day: int, name: str, *records: dict[str, Any]) -> Path:
        """A file of JSON lines, which is not loaded yet; gzip if its name says so."""
        path = self.settings.landing_path / "tiny" / str(march(day)) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        content = "".join(json.dumps(record) + "\n" for record in records).encode()
        path.write_bytes(gzip.compress(content, mtime=0) if name.endswith(".gz") else content)
        return path

    def load(self, accept: bool = True) -> list[LoadResult]:
        """Loads what is new, each file under the date of its path."""
        files = unloaded_files(self.settings, landing_files(self.settings, [self.source]))
        return [
            load_file(
                file.path, self.source, settings=self.settings, landing_date=file.landing_date, accept=accept
            )
            for file in files
        ]  # fmt: skip

    def land(self, day: int, name: str, *records: dict[str, Any], accept: bool = True) -> LoadResult:
        """Writes a file and loads it."""
        self.write(day, name, *records)
        (load,) = self.load(accept)
        return load

    def states(self, now: datetime = NOW) -> dict[int, str]:
        """The state of each day of March on which files are expected."""
        days = expected_days(self.settings, [self.source], march(1), march(31), now)
        return {day.landing_date.day: day.state for day in days}

    def missing(self, now: datetime = NOW) -> list[tuple[int, int, int, bool, bool]]:
        """What lacks files: day, found, expected, whether declared, whether late."""
        found = missing_files(self.settings, [self.source], march(1), march(31), now)
        return [(one.landing_date.day, one.found, one.expected, one.declared, one.is_late) for one in found]


def expecting(**expects: Any) -> Source:
    """Source `tiny` with a landing pattern and what it expects."""
    definition = source().model_dump(mode="json")
    landing = {"landing": "tiny/{date}/*.jsonl*", "expects": {"since": "2026-03-04", **expects}}
    return Source.model_validate({**definition, **landing})
