"""Starting Dagster from outside of it: the runs that `meterhouse run` makes, and the page it serves."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from orchestration.instance import dagster_home, environment
from orchestration.outcomes import RunOutcome
from orchestration.processes import inherited
from warehouse.errors import BuildError
from warehouse.settings import Settings

Tell = Callable[[str], None]


def materialize_landing(settings: Settings, tell: Tell, withdrawn: Path | None = None) -> list[RunOutcome]:
    """Loads all that waits in the landing zone and builds all days it touches, as runs that the UI shows.

    What the list `withdrawn` names is withdrawn in between, so that no day is built with it.
    In a process of its own, since Dagster takes over signals, logs and output. A load run that failed because a file
    was refused is among the outcomes; raises `BuildError` when a build failed or Dagster itself did.
    """
    reading, writing = os.pipe()
    module = ["-m", "orchestration.landing_runs", str(writing), *(["--fixed"] if settings.first_day else [])]
    listed = ["--withdrawn", str(withdrawn)] if withdrawn else []
    child = _start(settings, [*module, *listed], "runs.log", pass_fds=(writing,))
    os.close(writing)
    with os.fdopen(reading) as told:
        outcomes = list(_outcomes(told, tell))
    if child.wait():
        raise BuildError(f"Dagster ended by itself: {_last_line(log_file(settings, 'runs.log'))}")
    if failed := [outcome for outcome in outcomes if outcome.is_build and not outcome.succeeded]:
        raise BuildError(f"Run {failed[0].run_id} could not build {failed[0].days}: {' '.join(failed[0].failures)}")
    return outcomes


def serve(settings: Settings) -> "list[subprocess.Popen[bytes]]":
    """Starts the Dagster page on 127.0.0.1 with sensors and schedules; ends with an interrupt, children included."""
    where = ["--host", "127.0.0.1", "--port", str(settings.dagster_port)]
    workspace = ["--workspace", str(settings.project_root / "workspace.yaml")]
    quiet = ["--log-level", "warning", "--live-data-poll-rate", "5000"]
    return [_start(settings, ["-m", "dagster", "dev", *where, *workspace, *quiet], "dagster.log")]


def log_file(settings: Settings, name: str) -> Path:
    """Where the output of Dagster's processes goes."""
    return dagster_home(settings) / name


def _start(
    settings: Settings, arguments: list[str], log_name: str, pass_fds: tuple[int, ...] = ()
) -> "subprocess.Popen[bytes]":
    command, given = [sys.executable, *arguments], {**inherited(), **environment(settings)}
    with log_file(settings, log_name).open("wb") as log:
        return subprocess.Popen(
            command,
            env=given,
            cwd=settings.project_root,
            pass_fds=pass_fds,
            stdout=log,
            stderr=log,
        )


def _outcomes(told: IO[str], tell: Tell) -> Iterator[RunOutcome]:
    for line in told:
        said = json.loads(line)
        if "outcome" in said:
            yield RunOutcome.from_json(said["outcome"])
        else:
            tell(said["tell"])


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()
    return f"{lines[-1].strip()} (all of it is in {log})" if lines else f"see {log}"
