"""Every number here was added up by hand from the nine events of conftest."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from warehouse import reports
from warehouse.access import Scope
from warehouse.errors import ReportError
from warehouse.reports import MEASURES, UsageFilter
from warehouse.settings import Settings

OPERATOR = Scope.operator()
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
ORDER, ORDERS = "/v1/orders/{id}", "/v1/orders"


def _hour(day: int, hour: int) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def rows(settings: Settings, *by: str, measures: tuple[str, ...] = ("requests", "response_bytes"), **asked: Any) -> Any:
    """The rows of a report on the two days, as tuples."""
    days = {"from_date": MONDAY, "until_date": TUESDAY}
    return reports.run(OPERATOR, UsageFilter(**(days | asked), by=by, measures=measures), settings).frame.rows()


@pytest.mark.parametrize(
    ("dimension", "expected"),
    [
        ("usage_date", [(MONDAY, 4, 1160), (TUESDAY, 2, 207)]),
        (
            "hour",
            [
                (_hour(2, 9), 2, 150),
                (_hour(2, 10), 1, 10),
                (_hour(2, 23), 1, 1000),
                (_hour(3, 0), 1, 7),
                (_hour(3, 12), 1, 200),
            ],
        ),
        ("week", [(MONDAY, 6, 1367)]),
        ("month", [(date(2026, 3, 1), 6, 1367)]),
        ("provider", [("house", 6, 1367)]),
        ("api", [("web", 6, 1367)]),
        ("endpoint", [(ORDER, 5, 1357), (ORDERS, 1, 10)]),
        ("operation", [("read", 5, 1357), ("write", 1, 10)]),
        ("outcome", [("success", 4, 1310), ("client_error", 1, 50), ("server_error", 1, 7)]),
        ("status_code", [(200, 3, 1300), (201, 1, 10), (404, 1, 50), (500, 1, 7)]),
        ("client", [("acme", 4, 360), ("anonymous", 1, 7), ("globex", 1, 1000)]),
        ("project", [("none", 4, 1217), ("shop", 2, 150)]),
        ("user", [("alice", 3, 1150), ("bob", 2, 210), ("none", 1, 7)]),
        ("dealer", [("none", 3, 67), ("d1", 2, 300), ("d2", 1, 1000)]),
        ("ip", [("10.0.0.1", 3, 310), ("10.0.0.2", 1, 50), ("10.0.0.3", 1, 1000), ("none", 1, 7)]),
        ("country", [("unknown", 6, 1367)]),
        ("region", [("unknown", 6, 1367)]),
        ("city", [("unknown", 6, 1367)]),
    ],
)
def test_usage_splits_by_each_dimension_alone(marts: Settings, dimension: str, expected: list[tuple[Any, ...]]) -> None:
    assert rows(marts, dimension) == expected


def test_every_measure_of_the_total(marts: Settings) -> None:
    asked = UsageFilter(MONDAY, TUESDAY, measures=tuple(MEASURES))
    (total,) = reports.run(OPERATOR, asked, marts).frame.rows(named=True)
    percentiles = {name: total.pop(name) for name in ("latency_p50_ms", "latency_p95_ms", "latency_p99_ms")}
    assert total == {
        "requests": 6,
        "successes": 4,
        "client_errors": 1,
        "server_errors": 1,
        "success_rate": pytest.approx(4 / 6),
        "request_bytes": 85,
        "response_bytes": 1367,
        "latency_mean_ms": 40.0,  # (10 + 20 + 30 + 100 + 40) / 5: one event tells no latency
        "unique_users": 3,  # two of them are called alice, each of another client
        "unique_ips": 3,
        "records_new": 8,
        "records_changed": 3,
        "records_total": 11,
    }
    # Of 10, 20, 30, 40, 100 the middle one, and the last.
    assert percentiles == {
        "latency_p50_ms": pytest.approx(30, rel=0.025),
        "latency_p95_ms": pytest.approx(100, rel=0.025),
        "latency_p99_ms": pytest.approx(100, rel=0.025),
    }


def test_every_measure_beside_each_client(marts: Settings) -> None:
    measures = ("requests", "success_rate", "unique_users", "unique_ips", "latency_mean_ms", "latency_p50_ms")
    found = {row[0]: row[1:] for row in rows(marts, "client", measures=measures)}
    assert found["acme"] == (4, 0.75, 2, 2, 25.0, pytest.approx(20, rel=0.025))
    assert found["globex"] == (1, 1.0, 1, 1, None, None)
    assert found["anonymous"] == (1, 0.0, 0, 0, 100.0, pytest.approx(100, rel=0.025))


def test_two_users_of_one_name_stay_apart_under_their_clients(marts: Settings) -> None:
    assert rows(marts, "client", "user", measures=("requests",)) == [
        ("acme", "alice", 2),
        ("acme", "bob", 2),
        ("anonymous", "none", 1),
        ("globex", "alice", 1),
    ]


def test_filters_on_several_dimensions_hold_together(marts: Settings) -> None:
    where = {"client": ("acme", "globex"), "status_code": ("200",), "user": ("alice",)}
    assert rows(marts, "dealer", where=where) == [("d1", 1, 100), ("d2", 1, 1000)]


@pytest.mark.parametrize(
    ("where", "requests"),
    [
        ({"usage_date": ("2026-03-03",)}, 2),
        ({"week": ("2026-03-02",)}, 6),
        ({"hour": ("2026-03-02T09:00", "2026-03-02T11:00:00+01:00")}, 3),
        ({"ip": ("10.0.0.1",)}, 3),
        ({"user": ("none",)}, 1),
    ],
)
def test_filters_take_values_as_the_report_shows_them(
    marts: Settings, where: dict[str, tuple[str, ...]], requests: int
) -> None:
    assert rows(marts, measures=("requests",), where=where) == [(requests,)]


def test_local_days_and_hours_follow_the_clients_clock(marts: Settings) -> None:
    local = {"from_date": TUESDAY, "time_basis": "local"}
    assert rows(marts, "usage_date", **local) == [(TUESDAY, 3, 1207)]
    assert rows(marts, "hour", where={"client": ("globex",)}, **local) == [(datetime(2026, 3, 3), 1, 1000)]  # noqa: DTZ001
    assert rows(marts, where={"hour": ("2026-03-03T00:00",)}, measures=("requests",), **local) == [(2,)]


def test_an_empty_period_has_no_rows_and_a_total_of_nothing(marts: Settings) -> None:
    asked = {"from_date": date(2026, 1, 1), "until_date": date(2026, 1, 2)}
    assert rows(marts, "client", measures=tuple(MEASURES), **asked) == []
    measures = ("requests", "success_rate", "unique_users", "latency_mean_ms", "latency_p95_ms")
    assert rows(marts, measures=measures, **asked) == [(0, None, 0, None, None)]


def test_rows_come_as_asked_and_ties_by_their_dimensions(marts: Settings) -> None:
    clients = [row[0] for row in rows(marts, "client", order_by=("-response_bytes",))]
    assert clients == ["globex", "acme", "anonymous"]
    tied = rows(marts, "dealer", "client", measures=("server_errors",), order_by=("server_errors", "-client"))
    assert tied == [("d2", "globex", 0), ("d1", "acme", 0), ("none", "acme", 0), ("none", "anonymous", 1)]
    assert rows(marts, "client", limit=1, offset=1) == [("anonymous", 1, 7)]


def test_an_injection_in_a_value_is_only_a_value(marts: Settings) -> None:
    attack = "acme'); drop table marts.fct_usage_daily; --"
    for name in ("client", "endpoint", "user", "ip"):
        assert rows(marts, measures=("requests",), where={name: (attack, '"', "%s", "%(from_date)s")}) == [(0,)]
    assert rows(marts, "endpoint", measures=("requests",)) == [(ORDER, 5), (ORDERS, 1)]


def test_options_are_the_values_of_the_period_most_used_first(marts: Settings) -> None:
    assert reports.options(OPERATOR, "client", MONDAY, TUESDAY, settings=marts) == ["acme", "anonymous", "globex"]
    of_globex = {"client": ("globex",)}
    assert reports.options(OPERATOR, "status_code", MONDAY, TUESDAY, where=of_globex, settings=marts) == ["200"]


def test_pieces_together_are_the_whole(marts: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.reports.usage.ROWS_AT_ONCE", 2)
    asked = UsageFilter(MONDAY, TUESDAY, ("hour", "client"))
    pieces = list(reports.run_in_pieces(OPERATOR, asked, marts))
    assert [piece.frame.height for piece in pieces] == [2, 2, 1]
    assert reports.whole(pieces).frame.equals(reports.run(OPERATOR, asked, marts).frame)


def test_marts_that_are_not_built_are_an_error_with_a_remedy(settings: Settings) -> None:
    with pytest.raises(ReportError, match=r"not built yet .* run a build first"):
        rows(settings)
