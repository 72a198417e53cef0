"""Asking for a run once, and again with patience if it fails: decided from the runs there were, with no memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile

import dagster as dg

# What a run was asked for, in a tag, so that the next tick finds the earlier attempts.
ASKED_FOR = "meterhouse/asked_for"
# A passing fault (a lock, a full disk) is over in minutes; what still fails after hours waits for a person.
FIRST_WAIT = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=6)
FINISHED = frozenset({dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED})
ATTEMPTS_READ = 20


@dataclass(frozen=True)
class Attempt:
    """A run that was asked for: its state, and when it ended if it did."""

    status: dg.DagsterRunStatus
    ended_at: datetime | None = None

    @property
    def is_live(self) -> bool:
        """Whether it may still achieve something."""
        return self.status not in FINISHED


def attempts_at(instance: dg.DagsterInstance, asked_for: str) -> list[Attempt]:
    """The runs that were started for this, newest first."""
    records = instance.get_run_records(dg.RunsFilter(tags={ASKED_FOR: asked_for}), limit=ATTEMPTS_READ)
    return [Attempt(record.dagster_run.status, _instant(record.end_time)) for record in records]


def has_succeeded(attempts: Sequence[Attempt]) -> bool:
    """Whether any of them did it."""
    return any(attempt.status == dg.DagsterRunStatus.SUCCESS for attempt in attempts)


def is_due(attempts: Sequence[Attempt], now: datetime, give_up_after: int | None = None) -> bool:
    """Whether to ask now: never beside a live run, and later and later after failures, `give_up_after` at most."""
    if any(attempt.is_live for attempt in attempts):
        return False
    failures = len(list(takewhile(lambda attempt: attempt.status != dg.DagsterRunStatus.SUCCESS, attempts)))
    if give_up_after is not None and failures >= give_up_after:
        return False
    ended_at = next((attempt.ended_at for attempt in attempts if attempt.ended_at), None)
    return ended_at is None or now >= ended_at + wait_after(failures)


def wait_after(failures: int) -> timedelta:
    """Two minutes, doubled with each failure after the first, six hours at most."""
    doublings = min(max(failures - 1, 0), 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def _instant(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def is_pool_busy(instance: dg.DagsterInstance, pool: str) -> bool:
    """Whether a run that uses the pool is queued or under way, whoever asked for it."""
    live = [status for status in dg.DagsterRunStatus if status not in FINISHED]
    runs = (record.dagster_run for record in instance.get_run_records(dg.RunsFilter(statuses=live)))
    return any(pool in (run.run_op_concurrency.all_pools or ()) for run in runs if run.run_op_concurrency)
