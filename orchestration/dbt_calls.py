"""Starting dbt: its environment, one call with progress, and a failure said in dbt's own words."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from orchestration.dbt_artifacts import artifacts, dbt_project
from orchestration.processes import inherited
from warehouse.database import libpq_environment
from warehouse.errors import BuildError
from warehouse.settings import Settings

Progress = Callable[[str], None]
# Each event that dbt writes to a file costs it as much as rendering a macro, and it has dozens for each model.
QUIETLY = ("--log-format", "json", "--log-level-file", "info", "--no-write-json")
# dbt says more than this only when everything fails for one reason; the log has the rest.
MESSAGES_SHOWN = 5
OTHER_COLUMNS = re.compile(r"out of sync|column .* does not exist")
NEW_COLUMNS = "A table has other columns than its model: `meterhouse build --replace-tables` makes all of them anew."


def dbt_executable() -> Path:
    """The dbt that is installed beside this Python, whatever else stands in PATH."""
    return Path(sys.executable).with_name("dbt")


def dbt_environment(settings: Settings, through: int | None, months: Iterable[date] = ()) -> dict[str, str]:
    """What dbt's profile and macros read from the environment: login, threads, horizon, months; no telemetry."""
    return {
        **libpq_environment("owner", settings),
        "METERHOUSE_DBT_THREADS": str(settings.dbt_threads),
        "METERHOUSE_LEDGER_THROUGH": "" if through is None else str(through),
        "METERHOUSE_MONTHS": ",".join(month.isoformat() for month in months),
        "DBT_PROFILES_DIR": str(dbt_project(settings)),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }


def run_dbt(
    arguments: Sequence[str],
    settings: Settings,
    on_progress: Progress | None = None,
    *,
    through: int | None = None,
    months: Iterable[date] = (),
) -> None:
    """One dbt call with artifacts of its own, so that calls at the same time do not meet.

    It sees the ledger up to number `through`, or all of it, and rates these months, or all. Raises `BuildError` in
    dbt's own words.
    """
    project = dbt_project(settings)
    with artifacts(settings, f"build-{uuid4().hex[:8]}", keeps_parsed="--vars" not in arguments) as target:
        own = {"DBT_TARGET_PATH": str(target), "DBT_LOG_PATH": str(target)}
        process = subprocess.Popen(
            [str(dbt_executable()), *QUIETLY, *arguments],
            cwd=project,
            env={**inherited(), **dbt_environment(settings, through, months), **own},
            stdout=subprocess.PIPE,
            text=True,
        )
        failures = _follow(process, on_progress)
        if process.returncode:
            raise BuildError(_failure(arguments, failures, target))


def parse(settings: Settings) -> None:
    """Writes the manifest and what spares later calls the parsing; raises `BuildError` in dbt's own words."""
    project = dbt_project(settings)
    environment = {**inherited(), "DBT_PROFILES_DIR": str(project), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    command = [str(dbt_executable()), "--quiet", "parse"]
    # What an earlier parse left may contradict files that were moved since: then everything is read anew.
    for anew in ([], ["--no-partial-parse"]):
        done = subprocess.run(
            [*command, *anew], cwd=project, env=environment, capture_output=True, text=True, check=False
        )
        if not done.returncode:
            break
    else:
        raise BuildError(f"The dbt project cannot be parsed: {done.stdout.strip()}")


def _follow(process: "subprocess.Popen[str]", on_progress: Progress | None) -> list[str]:
    failures: list[str] = []
    for event in _events(process):
        info, node = event.get("info", {}), event.get("data", {})
        if info.get("level") == "error":
            failures.append(str(info.get("msg", "")).strip())
        elif on_progress and "total" in node and node.get("node_info", {}).get("node_name"):
            on_progress(f"{node['index']} of {node['total']}: {node['node_info']['node_name']}")
    process.wait()
    return failures


def _events(process: "subprocess.Popen[str]") -> Iterator[Mapping[str, Any]]:
    for line in process.stdout or ():
        try:
            yield json.loads(line)
        except ValueError:
            yield {"info": {"level": "error", "msg": line}}


def _failure(arguments: Sequence[str], failures: Sequence[str], target: Path) -> str:
    shown = [failure for failure in failures if failure][:MESSAGES_SHOWN]
    advice = [NEW_COLUMNS] if any(OTHER_COLUMNS.search(failure) for failure in failures) else []
    lines = [
        f"dbt could not finish `{' '.join(arguments)}`:",
        *shown,
        *advice,
        f"All that dbt said is in {target}/dbt.log, what it ran beside it.",
    ]
    return "\n".join(lines)
