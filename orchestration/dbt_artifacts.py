"""Folders for dbt's logs and artifacts: one for each call, gone when it went well."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.settings import Settings

# Long enough to look into a failure after a holiday.
KEPT_SECONDS = 14 * 24 * 3600


@contextmanager
def artifacts(settings: Settings, name: str) -> Iterator[Path]:
    """An empty folder under the house's home; kept for two weeks if the block raises, else deleted."""
    parent = settings.home_path / "dbt"
    folder = parent / name
    folder.mkdir(parents=True, exist_ok=True)
    for old in parent.iterdir():
        if time.time() - old.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(old, ignore_errors=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
