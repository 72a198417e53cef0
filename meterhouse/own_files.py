"""The user's own files, put into the landing zone of this home under a source of their own."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import yaml

from warehouse.errors import LoadRefused
from warehouse.settings import Settings
from warehouse.sources import adhoc_source

# By the name's endings, compression aside; any other name is taken for a combined access log.
FORMATS = {".jsonl": "json", ".ndjson": "json", ".json": "json", ".csv": "csv", ".parquet": "parquet"}
COMPRESSIONS = {".gz", ".zst"}


def place_files(logs: Path, format_name: str | None, settings: Settings) -> None:
    """Links a file, or every file of a folder, into today's landing folder of its format.

    Each format gets a source definition in `sources` under the home, `own_combined.yaml` and so on, to be edited later.
    Files that were placed before keep their place, so a second run finds what has grown.
    """
    files = sorted(_files_of(logs))
    if not files:
        raise LoadRefused("no_such_file", f"There is no file at {logs}.")
    for path, name in files:
        source = f"own_{format_name or _format_of(path)}"
        _define(source, settings)
        if not any((settings.landing_path / source).glob(f"*/{name}")):
            place = settings.landing_path / source / f"{datetime.now(UTC).date()}" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(path)


def _files_of(logs: Path) -> Iterator[tuple[Path, str]]:
    """Paths with the names they get: a file in a sub-folder carries the folder's name too."""
    whole = logs.expanduser().resolve()
    if whole.is_file():
        yield whole, whole.name
    for path in whole.rglob("*") if whole.is_dir() else ():
        if path.is_file() and not path.name.startswith("."):
            yield path, str(path.relative_to(whole)).replace(os.sep, "__")


def _format_of(path: Path) -> str:
    suffixes = [suffix for suffix in path.suffixes if suffix not in COMPRESSIONS]
    return FORMATS.get(suffixes[-1], "combined") if suffixes else "combined"


def _define(name: str, settings: Settings) -> None:
    file = settings.home_path / "sources" / f"{name}.yaml"
    if file.exists():
        return
    source = adhoc_source(name.removeprefix("own_"), "house")
    definition = source.model_copy(update={"name": name, "landing": f"{name}/{{date}}/*"})
    definition = definition.model_copy(update={"description": "Made for files of one's own; edit it to map more."})
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(definition.model_dump(mode="json", exclude_defaults=True), sort_keys=False))
