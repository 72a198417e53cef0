"""Builds that meet."""

from pathlib import Path

from tests.conftest import Databases
from tests.dbt_project.calls import Dbt
from tests.dbt_project.conftest import MARTS_WITHOUT_LOADS, Built
from tests.dbt_project.ledger import Event, Ledger
from tests.dbt_project.world import WINDOW, write_shuffled_world


def test_two_builds_started_at_once_leave_single_rows(copy: Built, dbt: Dbt, tmp_path: Path) -> None:
    copy.ledger.load([Event(f"late {number}", "2026-03-01 09:00", response_bytes=1) for number in range(500)])
    other = dbt.beside(tmp_path / "other")

    started = [(each, each.start(copy.settings, "run", *WINDOW)) for each in (dbt, other)]
    calls = [each.end(process) for each, process in started]

    assert [call.exit_status for call in calls] == [0, 0], "\n".join(call.output for call in calls)
    assert copy.rows("select counted, repeated from marts.fct_days_built where usage_date = '2026-03-01'") == [(505, 2)]
    for mart in MARTS_WITHOUT_LOADS[:2]:
        total = f"select sum(requests), sum(response_bytes) from {mart} where usage_date = '2026-03-01'"
        assert copy.rows(total) == [(505, 1660)]


def test_the_order_of_loads_does_not_matter(built: Built, databases: Databases, dbt: Dbt, tmp_path: Path) -> None:
    settings = databases.create(tmp_path / "shuffled")
    write_shuffled_world(Ledger(settings))
    dbt.must(settings, "run", *WINDOW)
    shuffled = Built(settings, built.loads)

    for mart in MARTS_WITHOUT_LOADS:
        assert shuffled.dump(mart) == built.dump(mart)
    accounting = "select usage_date, stored, counted, repeated from marts.fct_days_built order by 1"
    assert shuffled.rows(accounting) == built.rows(accounting)
