"""What was known at an earlier moment is answered as it was answered then, whatever came since."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from typer.testing import CliRunner

from meterhouse.cli_report import report_app
from orchestration.known_then import marts_as_known
from tests.conftest import Databases
from tests.dbt_project.calls import Dbt
from tests.dbt_project.conftest import Built, Copies
from tests.dbt_project.ledger import Event
from tests.dbt_project.world import WINDOW
from warehouse.access import Scope
from warehouse.errors import LedgerError
from warehouse.ledger import known_by, known_with, ledger_horizon
from warehouse.reports import DealerFilter, Known, Period, Report, UsageFilter, dealers, run, run_compared, tables_read
from warehouse.settings import Settings

OPERATOR = Scope.operator()
DAYS = Period(date(2026, 3, 1), date(2026, 3, 3))
FACTS = ("fct_usage_daily", "fct_user_usage_daily", "fct_latency_daily", "fct_usage_events")
SPLITS = (("usage_date", "client"), ("user",), ("hour",), ("country",), ("agency", "status_code"))
SCHEMAS = "select nspname from pg_namespace where starts_with(nspname, 'known')"


@dataclass(frozen=True)
class Then:
    """A world that has moved on, what was known of it before, and what was answered then."""

    built: Built
    through: int
    dumps: dict[str, list[str]]
    answers: dict[tuple[str, ...], list[tuple[object, ...]]]
    compared: list[dict[str, object]]


def compared(settings: Settings) -> list[dict[str, object]]:
    """The 3rd beside the 2nd, in a measure whose mart is not that of requests."""
    third = UsageFilter(date(2026, 3, 3), date(2026, 3, 3), ("client",), ("unique_users",))
    return run_compared(OPERATOR, third, "previous", settings).frame.to_dicts()


def asked(by: tuple[str, ...], known: Known | None = None) -> UsageFilter:
    measures = ("requests", "response_bytes", "unique_users", "latency_p50_ms")
    return UsageFilter(DAYS.from_date, DAYS.until_date, by, measures, known=known)


def answers(settings: Settings, known: Known | None = None) -> dict[tuple[str, ...], list[tuple[object, ...]]]:
    return {by: run(OPERATOR, asked(by, known), settings).frame.rows() for by in SPLITS}


@pytest.fixture(scope="module")
def then(databases: Databases, built: Built, dbt: Dbt, tmp_path_factory: pytest.TempPathFactory) -> Then:
    """Asked, then changed by a withdrawal, a repeat, late usage, a new name and place, and built again."""
    world = Copies(databases, built.settings, built.loads).make(tmp_path_factory.mktemp("then"))
    through = ledger_horizon(world.settings)
    dumps, before = {name: world.dump(f"marts.{name}") for name in FACTS}, answers(world.settings)
    beside = compared(world.settings)
    world.ledger.judge(world.loads.first, "voided")
    world.ledger.load([Event("late", "2026-03-02 09:00", user="ann", ip="10.0.0.1", response_bytes=9)])
    world.ledger.refer("clients", {"client_id": "acme", "name": "Acme", "time_zone": "Asia/Tokyo", "agency_id": "a"})
    world.ledger.locate("10.0.0.9", "NO")
    dbt.must(world.settings, "build", "--exclude", "test_type:unit", *WINDOW)
    return Then(world, through, dumps, before, beside)


@pytest.fixture(scope="module")
def known(then: Then) -> Iterator[Known]:
    """The marts as they were known before, standing beside the others."""
    earlier = Known(then.through, "then")
    with marts_as_known(earlier, [DAYS], [*FACTS, "dim_users", "agg_client_usage_daily"], then.built.settings):
        yield earlier


def test_the_marts_are_row_by_row_those_dumped_then(then: Then, known: Known) -> None:
    for name, rows in then.dumps.items():
        assert then.built.dump(f"{known.schema}.{name}") == rows
        assert then.built.dump(f"marts.{name}") != rows


def test_every_report_is_answered_as_it_was_then(then: Then, known: Known) -> None:
    assert answers(then.built.settings, known) == then.answers
    now = answers(then.built.settings)
    assert all(now[by] != then.answers[by] for by in SPLITS)


def test_an_earlier_period_is_compared_as_it_was_known_then_too(then: Then, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.database.current_settings", lambda: then.built.settings)
    monkeypatch.setattr("meterhouse.cli_report.settings", lambda: then.built.settings)
    days = ("--from", "2026-03-03", "--to", "2026-03-03", "--compare", "previous")
    words = ("usage", *days, "--by", "client", "--measures", "unique_users", "--format", "json")
    result = CliRunner().invoke(report_app, [*words, "--known-at", str(then.built.loads.third)], catch_exceptions=False)
    assert json.loads(result.stdout)["rows"] == then.compared
    # Of the 2nd bob and ann; since the first load was voided, ann alone.
    assert [row for row in then.compared if row["client"] == "acme"] == [
        {"client": "acme", "unique_users": 1, "unique_users_before": 2, "unique_users_change": -0.5}
    ]
    assert compared(then.built.settings) != then.compared


def test_a_report_says_as_of_when_it_is(then: Then, known: Known) -> None:
    report: Report = run(OPERATOR, asked((), known), then.built.settings)
    assert report.notes == (f"as known then (ledger number {then.through})",)


def test_only_what_a_report_reads_is_made_and_nothing_is_left(then: Then) -> None:
    earlier = Known(then.through - 1, "before the last word")
    question = asked(("usage_date", "user"), earlier)
    marts = tables_read(OPERATOR, question)
    assert marts == ("fct_user_usage_daily", "fct_usage_events", "dim_users")
    with marts_as_known(earlier, [DAYS], ("agg_dealer_usage_daily", "dim_dealers"), then.built.settings):
        made = then.built.rows("select tablename::text from pg_tables where schemaname = %s order by 1", earlier.schema)
        found = dealers(OPERATOR, DealerFilter(DAYS, known=earlier), then.built.settings)
    assert [name for (name,) in made if name.startswith("fct_")] == ["fct_usage_daily", "fct_usage_hourly"]
    assert found.frame.rows() == [("d1", "Dealer One", "D-1", 1, 3, 1, 4)]
    assert (f"known_{earlier.through}_marts",) not in then.built.rows(SCHEMAS)


def test_days_without_usage_are_answered_with_nothing_and_what_a_killed_process_left_goes(
    then: Then, known: Known
) -> None:
    then.built.execute("create schema known_1_marts", "create table known_1_marts.left_behind (id int)")
    empty, nothing = Period(date(2030, 1, 1), date(2030, 1, 2)), Known(0, "before all")
    question = UsageFilter(empty.from_date, empty.until_date, known=nothing)
    with marts_as_known(nothing, [empty], tables_read(OPERATOR, question), then.built.settings):
        assert run(OPERATOR, question, then.built.settings).frame["requests"].to_list() == [0]
        assert then.built.rows("select count(*) from known_0_marts.agg_client_usage_daily") == [(0,)]
    assert then.built.rows(f"{SCHEMAS} and nspname like '%%marts'") == [(known.schema,)]


def test_a_moment_and_a_load_are_ledger_numbers(then: Then) -> None:
    world, loads = then.built, then.built.loads
    ((first_accepted,),) = world.rows(
        "select min(verdict_no) from raw.load_verdicts where load_id = %s and verdict = 'accepted'", loads.first
    )
    assert known_with(loads.first, world.settings) == first_accepted
    with pytest.raises(LedgerError, match="no load 999"):
        known_with(999, world.settings)
    ((last,),) = world.rows("select max(decided_at) from raw.load_verdicts")
    assert known_by(last, world.settings) == ledger_horizon(world.settings)
    assert known_by(last - timedelta(microseconds=1), world.settings) == ledger_horizon(world.settings) - 1
    assert known_by(datetime(2020, 1, 1, tzinfo=UTC), world.settings) == 0
