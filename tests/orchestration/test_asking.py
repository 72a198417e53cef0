from datetime import UTC, datetime, timedelta

import pytest
from dagster import DagsterRunStatus as Status

from orchestration.asking import LONGEST_WAIT, Attempt, has_succeeded, is_due, wait_after

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def failed(minutes_ago: float) -> Attempt:
    return Attempt(Status.FAILURE, NOON - timedelta(minutes=minutes_ago))


def test_what_was_never_asked_for_is_due() -> None:
    assert is_due([], NOON)


@pytest.mark.parametrize("status", [Status.QUEUED, Status.STARTING, Status.STARTED, Status.CANCELING])
def test_nothing_is_asked_for_beside_a_run_that_is_under_way(status: Status) -> None:
    assert not is_due([Attempt(status)], NOON)


def test_a_failed_run_is_tried_again_after_two_minutes_then_after_four() -> None:
    assert not is_due([failed(1.9)], NOON)
    assert is_due([failed(2)], NOON)
    assert not is_due([failed(3.9), failed(9)], NOON)
    assert is_due([failed(4), failed(9)], NOON)


def test_waiting_never_exceeds_six_hours_and_never_ends_by_itself() -> None:
    assert wait_after(50) == LONGEST_WAIT
    assert is_due([failed(361)] * 20, NOON)


def test_only_failures_since_the_last_success_count() -> None:
    success = Attempt(Status.SUCCESS, NOON - timedelta(hours=1))

    assert is_due([failed(2), success, failed(70), failed(80), failed(90)], NOON)


def test_a_file_that_failed_often_is_given_up() -> None:
    assert is_due([failed(600)] * 4, NOON, give_up_after=5)
    assert not is_due([failed(600)] * 5, NOON, give_up_after=5)


def test_success_is_known_among_the_attempts() -> None:
    assert has_succeeded([failed(1), Attempt(Status.SUCCESS, NOON)])
    assert not has_succeeded([failed(1)])
