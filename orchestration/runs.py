"""Dagster runs carried out here and now, in this process, and recorded as any other run."""

import time
from collections.abc import Callable, Iterator

import dagster as dg
from dagster._core.definitions.job_base import InMemoryJob
from dagster._core.execution.api import execute_run_iterator
from dagster._core.remote_origin import (
    ManagedGrpcPythonEnvCodeLocationOrigin,
    RemoteJobOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin

from orchestration.days import DayRange
from orchestration.outcomes import RunOutcome
from orchestration.partitions import range_tags

Tell = Callable[[str], None]
# As workspace.yaml has them: by these names the UI finds the job of a run, and offers to run it again.
LOCATION = "meterhouse"
REPOSITORY = "__repository__"
QUIET = {"loggers": {"console": {"config": {"log_level": "ERROR"}}}}


def execute(
    definitions: dg.Definitions,
    instance: dg.DagsterInstance,
    job_name: str,
    days: DayRange,
    tell: Tell,
    tags: dict[str, str] | None = None,
) -> RunOutcome:
    """Runs the job for the days; `tell` hears of each asset as it is made."""
    started = time.monotonic()
    job = definitions.resolve_job_def(job_name)
    run = instance.create_run_for_job(
        job, run_config=QUIET, tags={**range_tags(days), **(tags or {})}, remote_job_origin=_origin(job_name)
    )
    failures = tuple(_follow(execute_run_iterator(InMemoryJob(job), run, instance), tell))
    status = instance.get_run_by_id(run.run_id)
    succeeded = status is not None and status.status == dg.DagsterRunStatus.SUCCESS
    return RunOutcome(job_name, days, run.run_id, succeeded, time.monotonic() - started, failures)


def _follow(events: Iterator[dg.DagsterEvent], tell: Tell) -> Iterator[str]:
    for event in events:
        if event.is_step_start or event.is_step_materialization:
            tell(event.asset_key.to_user_string() if event.asset_key else str(event.step_key))
        elif event.is_step_failure:
            yield _sentence(event)


def _sentence(event: dg.DagsterEvent) -> str:
    data = event.step_failure_data
    if data.user_failure_data:
        return str(data.user_failure_data.description)
    return data.error.message.strip() if data.error else str(event.message)


def _origin(job_name: str) -> RemoteJobOrigin:
    target = LoadableTargetOrigin(module_name="orchestration.definitions")
    location = ManagedGrpcPythonEnvCodeLocationOrigin(loadable_target_origin=target, location_name=LOCATION)
    return RemoteJobOrigin(RemoteRepositoryOrigin(location, REPOSITORY), job_name)
