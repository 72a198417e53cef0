"""Folders for dbt's logs and artifacts: one for each call, gone when it went well."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.settings import Settings

# Long enough to look into a failure after a holiday.
KEPT_SECONDS = 14 * 24 * 3600
# The project as dbt read it, for one database and one set of variables.
PARSED = "partial_parse.msgpack"


def dbt_project(settings: Settings) -> Path:
    """The folder of the dbt project."""
    return settings.project_root / "dbt_project"


@contextmanager
def artifacts(settings: Settings, name: str, *, keeps_parsed: bool = True) -> Iterator[Path]:
    """A folder under the house's home, with the project as dbt read it last; so it need not read all of it again.

    Kept for two weeks if the block raises, else deleted but for the project as dbt read it now: with `keeps_parsed`
    the next call finds that.
    """
    parent = settings.home_path / "dbt"
    folder = parent / name
    folder.mkdir(parents=True, exist_ok=True)
    for old in parent.iterdir():
        if old.is_dir() and time.time() - old.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(old, ignore_errors=True)
    _take_parsed(settings, folder)
    yield folder
    if keeps_parsed and (folder / PARSED).exists():
        (folder / PARSED).replace(parent / PARSED)
    shutil.rmtree(folder, ignore_errors=True)


def _take_parsed(settings: Settings, folder: Path) -> None:
    """What this house's last call read, or what was read since without a database, when the project had changed."""
    places = (dbt_project(settings) / "target" / PARSED, settings.home_path / "dbt" / PARSED)
    if found := [place for place in places if place.exists()]:
        shutil.copy2(max(found, key=lambda place: place.stat().st_mtime), folder / PARSED)
