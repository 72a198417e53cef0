"""dbt's manifest, as it was prepared before Dagster loads: parsing while loading would be slow and could half fail."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orchestration.dbt_artifacts import dbt_project
from orchestration.dbt_calls import parse
from warehouse.errors import BuildError
from warehouse.settings import Settings


def manifest_path(settings: Settings) -> Path:
    """Where dbt writes the manifest."""
    return dbt_project(settings) / "target" / "manifest.json"


def read_manifest(settings: Settings) -> Mapping[str, Any]:
    """The prepared manifest; raises `BuildError` naming the command that prepares it."""
    path = manifest_path(settings)
    if not path.exists():
        raise BuildError(f"There is no {path}. `.venv/bin/dbt parse --project-dir {dbt_project(settings)}` makes it.")
    manifest: Mapping[str, Any] = json.loads(path.read_text())
    return manifest


def ensure_manifest(settings: Settings) -> None:
    """Parses the dbt project if it changed since it was parsed, in a few seconds; needs no database."""
    path = manifest_path(settings)
    if not path.exists() or path.stat().st_mtime < _last_change(dbt_project(settings)):
        parse(settings)


def _last_change(project: Path) -> float:
    files = (path for suffix in ("sql", "yml", "md", "csv") for path in project.rglob(f"*.{suffix}"))
    return max(path.stat().st_mtime for path in files if "target" not in path.relative_to(project).parts)
