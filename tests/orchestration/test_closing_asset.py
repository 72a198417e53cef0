"""The book in Dagster: when a month is due, and what a run of it says."""

from datetime import UTC, date, datetime

import dagster as dg

from orchestration.dbt_manifest import ensure_manifest
from orchestration.defs.closing import build_closing, closing_request
from warehouse.book import read_closings
from warehouse.book.months import BillingMonth
from warehouse.database import connect
from warehouse.settings import Settings

MARCH = BillingMonth.read("2026-03")
LINES = "create view marts.fct_billing_lines as select date '2026-03-01' as usage_month where false"


def close_an_empty(month: BillingMonth, settings: Settings) -> None:
    """A month without lines, by a view that has none: the closing itself is real."""
    with connect("owner", settings) as owner:
        owner.execute(LINES.encode())
        owner.execute(
            "insert into book.closings values (1, %s, now(), 'ann', 1, null, false, null, '[]', 0, 0, '', '', '')",
            [month.first],
        )


def test_a_house_without_prices_has_nothing_to_close(settings: Settings) -> None:
    request = closing_request(settings, datetime(2026, 11, 1, tzinfo=UTC))

    assert isinstance(request, dg.SkipReason)
    assert "Nothing costs anything" in str(request.skip_message)


def test_the_month_after_the_last_is_due_when_its_grace_is_over(settings: Settings) -> None:
    close_an_empty(MARCH, settings)
    waiting = closing_request(settings, datetime(2026, 5, 6, 11, 59, tzinfo=UTC))
    due = closing_request(settings, datetime(2026, 5, 6, 12, tzinfo=UTC))

    assert isinstance(waiting, dg.SkipReason)
    assert waiting.skip_message == "2026-04 is due at 2026-05-06 12:00 UTC."
    assert isinstance(due, dg.RunRequest)
    assert due.partition_key == "2026-04-01"


def test_a_run_closes_its_month_once_and_fails_with_the_words_of_a_refusal(settings: Settings) -> None:
    def run(month: str) -> dg.ExecuteInProcessResult:
        assets = [
            asset for asset in build_closing(date(2026, 1, 1)).assets or () if isinstance(asset, dg.AssetsDefinition)
        ]
        return dg.materialize(assets, partition_key=month, resources={"settings": settings}, raise_on_error=False)

    ensure_manifest(settings)
    for _ in range(2):
        done = run("2026-01-01")
        assert done.success
        (event,) = done.asset_materializations_for_node("book__closings")
        assert event.metadata["invoices"].value == 0
    refused = run("2026-03-01")

    assert not refused.success
    (failure,) = refused.get_step_failure_events()
    assert "2026-03 is not the next month: The book goes on with 2026-02." in str(failure.step_failure_data.error)
    assert [(one.closing_no, str(one.month)) for one in read_closings(settings)] == [(1, "2026-01")]
