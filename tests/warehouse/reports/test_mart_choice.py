from datetime import date, timedelta

import pytest

from warehouse import reports
from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports import UsageFilter
from warehouse.reports.plan import plan
from warehouse.settings import Settings

OPERATOR = Scope.operator()
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def marts_for(asked: UsageFilter, scope: Scope = OPERATOR) -> list[str]:
    return [part.mart.name for part in plan(scope, asked)]


@pytest.mark.parametrize(
    ("by", "measures", "expected"),
    [
        ((), ("requests", "successes"), ["agg_client_usage_daily"]),
        (("month", "client"), ("response_bytes", "latency_mean_ms"), ["agg_client_usage_daily"]),
        (("client", "dealer"), ("requests", "records_total"), ["agg_dealer_usage_daily"]),
        (("dealer",), ("response_bytes",), ["fct_usage_daily"]),
        (("endpoint", "status_code"), ("requests",), ["fct_usage_daily"]),
        (("hour", "endpoint"), ("requests",), ["fct_usage_hourly"]),
        (("user", "endpoint"), ("requests", "unique_users"), ["fct_user_usage_daily"]),
        (("ip",), ("requests",), ["fct_ip_usage_daily"]),
        (("ip", "user"), ("requests",), ["fct_usage_events"]),
        (("hour", "user"), ("requests", "unique_ips", "latency_p50_ms"), ["fct_usage_events"]),
        (("endpoint",), ("latency_p95_ms",), ["fct_usage_daily", "fct_latency_daily"]),
        (("hour",), ("latency_p95_ms",), ["fct_usage_hourly", "fct_usage_events"]),
        (
            ("client",),
            ("unique_users", "unique_ips"),
            ["agg_client_usage_daily", "fct_user_usage_daily", "fct_ip_usage_daily"],
        ),
    ],
)
def test_the_cheapest_mart_that_bears_all_is_read(
    by: tuple[str, ...], measures: tuple[str, ...], expected: list[str]
) -> None:
    assert marts_for(UsageFilter(MONDAY, TUESDAY, by, measures)) == expected


def test_a_filter_and_a_scope_need_their_columns_too() -> None:
    assert marts_for(UsageFilter(MONDAY, TUESDAY, where={"user": ("alice",)})) == ["fct_user_usage_daily"]
    total = UsageFilter(MONDAY, TUESDAY, measures=("requests",))
    assert marts_for(total, Scope.dealer("d1")) == ["agg_dealer_usage_daily"]


@pytest.mark.parametrize(
    ("by", "mart"),
    [
        ((), "agg_client_usage_daily"),
        (("endpoint",), "fct_usage_daily"),
        (("hour",), "fct_usage_hourly"),
        (("user",), "fct_user_usage_daily"),
        (("ip",), "fct_ip_usage_daily"),
        (("hour", "ip", "user"), "fct_usage_events"),
    ],
)
def test_every_mart_gives_the_same_totals(marts: Settings, by: tuple[str, ...], mart: str) -> None:
    measures = (
        "requests", "successes", "client_errors", "server_errors", "request_bytes", "response_bytes",
        "records_new", "records_changed", "records_total",
    )  # fmt: skip
    report = reports.run(OPERATOR, UsageFilter(MONDAY, TUESDAY, by, measures), marts)
    assert report.marts == (mart,)
    assert report.frame.select(measures).sum().row(0) == (6, 4, 1, 1, 85, 1367, 8, 3, 11)


def test_the_dealers_mart_gives_the_same_totals(marts: Settings) -> None:
    measures = ("requests", "records_new", "records_changed", "records_total")
    report = reports.run(OPERATOR, UsageFilter(MONDAY, TUESDAY, ("dealer",), measures), marts)
    assert report.marts == ("agg_dealer_usage_daily",)
    assert report.frame.select(measures).sum().row(0) == (6, 8, 3, 11)


def test_unique_users_and_addresses_agree_whichever_mart_counts_them(marts: Settings) -> None:
    daily = UsageFilter(MONDAY, TUESDAY, ("client",), ("unique_users", "unique_ips"))
    # A filter on hours, all of them, leaves only single events to answer.
    hours = tuple(f"2026-03-0{day}T{hour:02}:00" for day in (2, 3) for hour in range(24))
    single = UsageFilter(MONDAY, TUESDAY, ("client",), ("unique_users", "unique_ips"), {"hour": hours})
    assert reports.run(OPERATOR, single, marts).marts == ("fct_usage_hourly", "fct_usage_events")
    assert reports.run(OPERATOR, daily, marts).frame.rows() == reports.run(OPERATOR, single, marts).frame.rows()


def test_single_events_answer_for_31_days_and_no_more() -> None:
    first = date(2026, 1, 1)
    assert marts_for(UsageFilter(first, date(2026, 1, 31), ("hour", "user"))) == ["fct_usage_events"]
    with pytest.raises(ReportError, match=r"hour and user together .* at most 31 days; .* are 32\. Ask for fewer days"):
        marts_for(UsageFilter(first, first + timedelta(days=31), ("hour", "user", "client")))
    with pytest.raises(ReportError, match="hour and latency_p95_ms together"):
        marts_for(UsageFilter(first, first + timedelta(days=31), ("hour",), ("latency_p95_ms",)))
