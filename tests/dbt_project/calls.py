"""Calling dbt as the house does, and reading what came of it."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.database import libpq_environment
from warehouse.settings import Settings

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"


@dataclass(frozen=True)
class Call:
    """One ended dbt call: its exit status, all it printed, and the status of each node by name."""

    exit_status: int
    output: str
    statuses: dict[str, str]

    @property
    def failed(self) -> set[str]:
        return {name for name, status in self.statuses.items() if status not in ("pass", "success")}


class Dbt:
    """dbt with artifacts in a folder of its own."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def start(self, settings: Settings, *arguments: str, through: int | None = None) -> "subprocess.Popen[str]":
        """A running call that sees the ledger up to a number, or all of it; `end` waits for it."""
        environment = {
            "METERHOUSE_LEDGER_THROUGH": "" if through is None else str(through),
            "METERHOUSE_MONTHS": "",
            **libpq_environment("owner", settings),
            "DBT_PROFILES_DIR": str(PROJECT),
            "DBT_TARGET_PATH": str(self.target),
            "DBT_LOG_PATH": str(self.target),
        }
        return subprocess.Popen(
            [str(Path(sys.executable).with_name("dbt")), "--no-use-colors", *arguments],
            cwd=PROJECT,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def end(self, process: "subprocess.Popen[str]") -> Call:
        """What the call came to."""
        output, _ = process.communicate(timeout=240)
        results = self.target / "run_results.json"
        nodes: list[dict[str, Any]] = json.loads(results.read_text())["results"] if results.exists() else []
        return Call(process.returncode, output, {_name(node["unique_id"]): node["status"] for node in nodes})

    def call(self, settings: Settings, *arguments: str, through: int | None = None) -> Call:
        """Starts dbt and waits for its end."""
        (self.target / "run_results.json").unlink(missing_ok=True)
        return self.end(self.start(settings, *arguments, through=through))

    def must(self, settings: Settings, *arguments: str, through: int | None = None) -> Call:
        """A call that has to end well."""
        call = self.call(settings, *arguments, through=through)
        assert call.exit_status == 0, call.output
        return call

    def beside(self, target: Path) -> "Dbt":
        """Another one that may run at the same time, and need not parse the project again."""
        shutil.copytree(self.target, target)
        return Dbt(target)

    def manifest(self) -> dict[str, Any]:
        """The project as dbt understood it."""
        read: dict[str, Any] = json.loads((self.target / "manifest.json").read_text())
        return read


def _name(unique_id: str) -> str:
    return unique_id.split(".")[2]
