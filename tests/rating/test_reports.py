"""Reports of a month's bills: for whom, by what, and what a draft makes of the rest of the month."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from typer.testing import CliRunner

from meterhouse.cli_report import report_app
from meterhouse.cli_report_rating import add_rating_reports
from tests.rating.books import Books
from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports import MeterFilter, MonthFilter, Report, draft, latest_month, metered, not_billed, rated

MARCH = date(2026, 3, 1)
OPERATOR, ACME, BOLT = Scope.operator(), Scope.client("acme"), Scope.client("bolt")


def rows(report: Report) -> list[tuple[object, ...]]:
    return report.frame.rows()


def test_what_usage_costs_by_client_and_meter(house: Books) -> None:
    report = rated(OPERATOR, MonthFilter(MARCH, ("client", "meter")), house.settings)

    assert rows(report) == [
        ("acme", "none", "EUR", 0, 1, 1, Decimal("9.99"), 999),
        ("acme", "call", "EUR", 10, 15, 10, Decimal("1.05"), 105),
    ]
    assert rows(rated(OPERATOR, MonthFilter(MARCH, ()), house.settings)) == [("EUR", 10, Decimal("11.04"), 1104)]


def test_a_provider_sees_what_its_apis_caused_and_a_client_its_own(house: Books) -> None:
    by_project = MonthFilter(MARCH, ("project",))

    assert rows(rated(Scope.provider("house"), by_project, house.settings)) == [
        ("shop", "EUR", 5, Decimal("0.56"), 56),
        ("none", "EUR", 5, Decimal("0.49"), 49),
    ]
    assert rows(rated(ACME, MonthFilter(MARCH, ()), house.settings)) == [("EUR", 10, Decimal("11.04"), 1104)]
    for scope in (BOLT, Scope.provider("other")):
        assert rows(rated(scope, by_project, house.settings)) == []
    with pytest.raises(ReportError, match="a dealer has none"):
        rated(Scope.dealer("d1"), by_project, house.settings)


def test_what_is_not_billed_by_reason_and_unlisted_usage_is_the_providers_own(house: Books) -> None:
    by_reason = MonthFilter(MARCH, ("reason",), {"meter": ("call",)})
    seen = [("outside_subscription", 6, 6), ("included", 5, 5), ("failed", 2, 2), ("no_client", 2, 2)]

    assert rows(not_billed(OPERATOR, by_reason, house.settings)) == seen
    assert rows(not_billed(Scope.provider("house"), by_reason, house.settings)) == [
        *seen[:2], ("unlisted", 3, 3), *seen[2:],
    ]  # fmt: skip
    assert rows(not_billed(ACME, by_reason, house.settings)) == [("included", 5, 5), ("failed", 2, 2)]
    assert rows(not_billed(BOLT, by_reason, house.settings)) == [("outside_subscription", 6, 6)]


def test_a_draft_goes_on_as_it_went_so_far(house: Books) -> None:
    asked = MonthFilter(MARCH, ("price",))
    as_of = datetime(2026, 3, 6, tzinfo=UTC)

    # 15 calls in five days are 93 in 31: 88 beyond the included five, at 10.5 cents. The fee is for the whole month.
    assert rows(draft(OPERATOR, asked, as_of, house.settings)) == [
        ("fee", "EUR", 1, 1, 999, 999),
        ("basic call", "EUR", 15, 93, 105, 924),
    ]
    over = draft(OPERATOR, asked, datetime(2026, 4, 2, tzinfo=UTC), house.settings)
    assert over.frame["projected_cents"].to_list() == over.frame["amount_cents"].to_list() == [999, 105]
    assert rows(draft(Scope.provider("house"), MonthFilter(MARCH, ()), as_of, house.settings)) == [("EUR", 105, 924)]
    assert latest_month(house.settings) == MARCH


def test_a_meter_is_read_in_windows_by_a_clock(house: Books) -> None:
    first, end = datetime(2026, 3, 2, 1, tzinfo=UTC), datetime(2026, 3, 3, 1, tzinfo=UTC)
    days = metered(OPERATOR, MeterFilter("call", first, end, 86400), house.settings)

    # Widened to both days; failed and unlisted calls do not count, nor those of nobody.
    second, third, fourth = (datetime(2026, 3, day, tzinfo=UTC) for day in (2, 3, 4))
    assert rows(days) == [
        ("acme", second, third, 8, 0, 8),
        ("acme", third, fourth, 4, 0, 4),
        ("bolt", second, third, 6, 0, 6),
    ]
    kolkata = metered(ACME, MeterFilter("call", first, end, 86400, "Asia/Kolkata"), house.settings)
    assert kolkata.frame["window_from"].to_list()[0] == datetime(2026, 3, 1, 18, 30, tzinfo=UTC)
    assert rows(metered(ACME, MeterFilter("call", first, end), house.settings)) == [("acme", first, end, 8, 0, 8)]
    with pytest.raises(ReportError, match="no meter 'calls'"):
        metered(OPERATOR, MeterFilter("calls", first, end), house.settings)


def test_the_commands_are_the_reports(house: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.database.current_settings", lambda: house.settings)
    add_rating_reports(report_app)
    asked = {
        ("rated", "--month", "2026-03", "--by", "client"): "acme,EUR,10,11.040000000000,1104",
        ("not-billed", "--by", "reason", "--where", "client=bolt"): "outside_subscription,6",
        ("draft", "--by", "client", "--as-of", "2026-03-06"): "acme,EUR,1104,1923",
        ("metered", "call", "--from", "2026-03-03", "--to", "2026-03-04"): "4",
    }
    for words, last in asked.items():
        result = CliRunner().invoke(report_app, [*words, "--format", "csv"], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        assert last in result.stdout.splitlines()[-1]
