import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.storage.dagster_run import RunOpConcurrency

from orchestration.asking import ASKED_FOR
from orchestration.defs.automation import day_requests, file_requests
from orchestration.keys import DAILY_POOL, REFERENCE_RECORDS, family_key
from orchestration.loading import load_landed
from orchestration.partitions import RANGE_END, RANGE_START
from tests.warehouse.rights.conftest import begin as begin_rights
from warehouse import ledger
from warehouse.database import connect
from warehouse.resources import put
from warehouse.settings import Settings
from warehouse.sources import Source

FIRST_DAY = date(2026, 3, 1)
DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def days(*numbers: int) -> list[date]:
    return [date(2026, 3, number) for number in numbers]


def span(request: dg.RunRequest | dg.SkipReason) -> tuple[str, str]:
    assert isinstance(request, dg.RunRequest)
    return request.tags[RANGE_START], request.tags[RANGE_END]


def record_run(instance: dg.DagsterInstance, request: dg.RunRequest, status: dg.DagsterRunStatus) -> None:
    """A run as the request would have made it, in the given state, ended now if it ended."""
    instance.add_run(
        dg.DagsterRun("usage_build", tags={ASKED_FOR: request.tags[ASKED_FOR]}, status=dg.DagsterRunStatus.STARTED)
    )
    run = instance.get_runs(limit=1)[0]
    if status == dg.DagsterRunStatus.FAILURE:
        instance.report_run_failed(run)


def age(path: Path, seconds: float = 120) -> None:
    """Makes the file look as if nobody had written to it for some time."""
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_exactly_the_touched_days_are_asked_for_in_runs_of_consecutive_days(
    house: Settings, sources: list[Source], landing: Any, instance: dg.DagsterInstance
) -> None:
    landing.gateway(DAY, "a", days(2, 3, 4, 9))
    landing.gateway(DAY, "held", days(6), bad=9)
    load_landed(sources, [DAY], house)[0]

    requests = list(day_requests(instance, house, FIRST_DAY, NOW))

    assert [span(request) for request in requests] == [("2026-03-02", "2026-03-04"), ("2026-03-09", "2026-03-09")]


def test_a_built_day_is_not_asked_for_until_a_load_touches_it_again(
    house: Settings, sources: list[Source], landing: Any, instance: dg.DagsterInstance
) -> None:
    landing.gateway(DAY, "a", days(2, 3))
    first = load_landed(sources, [DAY], house)[0].loads[0]
    _pretend_built(house, days(2, 3))
    assert isinstance(next(day_requests(instance, house, FIRST_DAY, NOW)), dg.SkipReason)

    landing.gateway(DAY, "late", days(3))
    load_landed(sources, [DAY], house)[0]
    assert [span(request) for request in day_requests(instance, house, FIRST_DAY, NOW)] == [
        ("2026-03-03", "2026-03-03")
    ]

    _pretend_built(house, days(3))
    ledger.void(house, first.load_id, "sent by mistake")
    assert [span(request) for request in day_requests(instance, house, FIRST_DAY, NOW)] == [
        ("2026-03-02", "2026-03-03")
    ]


def test_days_wait_while_a_build_is_under_way(
    house: Settings, sources: list[Source], landing: Any, instance: dg.DagsterInstance
) -> None:
    landing.gateway(DAY, "a", days(2))
    load_landed(sources, [DAY], house)[0]
    pools = RunOpConcurrency(root_key_counts={}, has_unconstrained_root_nodes=True, all_pools={DAILY_POOL})
    instance.add_run(dg.DagsterRun("usage_day", status=dg.DagsterRunStatus.STARTED, run_op_concurrency=pools))

    assert "under way" in str(next(day_requests(instance, house, FIRST_DAY, NOW)))


def test_a_day_whose_run_failed_is_asked_for_again_after_a_pause(
    house: Settings, sources: list[Source], landing: Any, instance: dg.DagsterInstance
) -> None:
    landing.gateway(DAY, "a", days(2))
    load_landed(sources, [DAY], house)[0]
    now = datetime.now(UTC)
    request = next(day_requests(instance, house, FIRST_DAY, now))
    assert isinstance(request, dg.RunRequest)
    record_run(instance, request, dg.DagsterRunStatus.FAILURE)

    assert "waits after a failed run" in str(next(day_requests(instance, house, FIRST_DAY, now)))
    later = now + timedelta(minutes=3)
    assert span(next(day_requests(instance, house, FIRST_DAY, later))) == ("2026-03-02", "2026-03-02")


def test_records_of_resources_ask_for_a_build_until_the_marts_know_them(
    house: Settings, instance: dg.DagsterInstance
) -> None:
    assert isinstance(next(day_requests(instance, house, FIRST_DAY, NOW)), dg.SkipReason)
    put("providers", {"provider_id": "heroku"}, house)
    now = datetime.now(UTC)
    (request,) = day_requests(instance, house, FIRST_DAY, now)
    assert span(request) == (str(now.date()), str(now.date()))

    record_run(instance, request, dg.DagsterRunStatus.STARTED)
    assert "No day is behind" in str(next(day_requests(instance, house, FIRST_DAY, now)))
    with connect("owner", house) as connection:
        connection.execute("create table marts.fct_resources_built as select 1000000000::bigint as built_through_no")
    later = now + timedelta(days=1)
    assert isinstance(next(day_requests(instance, house, FIRST_DAY, later)), dg.SkipReason)


def test_features_ask_for_a_build_until_the_marts_know_them(
    house: Settings, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    begin_rights(house, tmp_path)
    now = datetime.now(UTC)
    (request,) = day_requests(instance, house, FIRST_DAY, now)
    assert span(request) == (str(now.date()), str(now.date()))
    with connect("owner", house) as connection:
        connection.execute("create table marts.fct_rights_built as select 1000000000::bigint as built_through_no")
    assert isinstance(next(day_requests(instance, house, FIRST_DAY, now)), dg.SkipReason)


def test_days_outside_the_calendar_are_named_with_the_command_that_builds_them(
    house: Settings, sources: list[Source], landing: Any, instance: dg.DagsterInstance
) -> None:
    landing.gateway(DAY, "old", [date(2014, 12, 31)])
    load_landed(sources, [DAY], house)[0]

    (skipped,) = day_requests(instance, house, FIRST_DAY, NOW)

    assert "meterhouse build --from 2014-12-31 --to 2014-12-31" in str(skipped)


def test_new_files_anywhere_are_asked_for_by_family_and_landing_days(
    house: Settings, landing: Any, instance: dg.DagsterInstance
) -> None:
    for day in days(2, 3, 7):
        age(landing.gateway(day, "a", [day]))
    age(landing.web(DAY, "b", DAY))

    requests = list(file_requests(instance, house, FIRST_DAY, datetime.now(UTC)))

    assert [(request.asset_selection, *span(request)) for request in requests] == [
        ([family_key("access_log")], "2026-03-02", "2026-03-02"),
        ([family_key("json")], "2026-03-02", "2026-03-03"),
        ([family_key("json")], "2026-03-07", "2026-03-07"),
    ]


def test_a_file_is_asked_for_once_and_again_when_it_grew(
    house: Settings, sources: list[Source], landing: Any, instance: dg.DagsterInstance
) -> None:
    path = landing.gateway(DAY, "a", [DAY])
    age(path)
    (request,) = file_requests(instance, house, FIRST_DAY, datetime.now(UTC))
    record_run(instance, request, dg.DagsterRunStatus.STARTED)
    assert list(file_requests(instance, house, FIRST_DAY, datetime.now(UTC))) == []

    load_landed(sources, [DAY], house)[0]
    path.write_text(path.read_text() + path.read_text().replace("a-", "b-"))
    assert list(file_requests(instance, house, FIRST_DAY, datetime.now(UTC))) == [], "it may still be growing"
    age(path)
    (again,) = file_requests(instance, house, FIRST_DAY, datetime.now(UTC))
    assert again.tags[ASKED_FOR] != request.tags[ASKED_FOR]


def test_a_file_under_two_names_and_a_withdrawn_one_are_not_asked_for(
    house: Settings, sources: list[Source], landing: Any, instance: dg.DagsterInstance
) -> None:
    path = landing.gateway(DAY, "a", [DAY])
    withdrawn = landing.web(DAY, "b", DAY)
    landed = load_landed(sources, [DAY], house)[0]
    ledger.void(house, next(load.load_id for load in landed.loads if load.source == "web"), "sent by mistake")
    copy = path.with_name("copy.jsonl")
    copy.write_bytes(path.read_bytes())
    for file in (path, withdrawn, copy):
        age(file)

    assert list(file_requests(instance, house, FIRST_DAY, datetime.now(UTC))) == []


def test_reference_files_are_asked_for_when_they_change(
    house: Settings, landing: Any, instance: dg.DagsterInstance
) -> None:
    landing.write("reference/clients.csv", ["client_id,name", "acme,Acme"])

    (request,) = file_requests(instance, house, FIRST_DAY, datetime.now(UTC))
    assert request.asset_selection == [REFERENCE_RECORDS]
    record_run(instance, request, dg.DagsterRunStatus.STARTED)
    assert list(file_requests(instance, house, FIRST_DAY, datetime.now(UTC))) == []

    landing.write("reference/clients.csv", ["client_id,name", "acme,Acme Incorporated"])
    assert len(list(file_requests(instance, house, FIRST_DAY, datetime.now(UTC)))) == 1


def _pretend_built(house: Settings, built: list[date]) -> None:
    """Says that the days are built through everything the ledger now holds, as the build itself would."""
    with connect("owner", house) as connection:
        connection.execute(
            "create table if not exists marts.fct_days_built (usage_date date primary key, built_through_no bigint)"
        )
        connection.cursor().executemany(
            "insert into marts.fct_days_built values (%s, %s) "
            "on conflict (usage_date) do update set built_through_no = excluded.built_through_no",
            [(day, ledger.ledger_horizon(house)) for day in built],
        )
