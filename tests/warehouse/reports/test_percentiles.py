"""Percentiles of the histogram against the nearest rank of the sorted latencies, which needs no histogram."""

from datetime import date
from math import ceil
from random import Random
from typing import Any

import pytest

from warehouse import reports
from warehouse.access import Scope
from warehouse.reports import UsageFilter
from warehouse.settings import Settings

DAY = date(2026, 3, 2)
NAMES = {"latency_p50_ms": 50, "latency_p95_ms": 95, "latency_p99_ms": 99}
CLIENTS = {"steady": (9.0, 0.3), "erratic": (10.5, 1.8), "fast": (2.0, 1.0)}


@pytest.fixture(scope="module")
def latencies() -> dict[str, list[int]]:
    """1,200 latencies in µs of each client, log-normal, down to a few and up to millions."""
    random = Random(7)
    return {client: [int(random.lognormvariate(*shape)) + 1 for _ in range(1200)] for client, shape in CLIENTS.items()}


@pytest.fixture
def measured(own_marts: Any, settings: Settings, latencies: dict[str, list[int]]) -> Settings:
    own_marts.add_events(
        [
            ("2026-03-02 09:00", "house", "web", "/a", "read", 200, client, "none", 0, 0, "none", value, 0, 0, 0, 0)
            for client, values in latencies.items()
            for value in values
        ]
    )
    own_marts.build()
    return settings


def exact_ms(values: list[int], percent: int) -> float:
    return sorted(values)[ceil(len(values) * percent / 100) - 1] / 1000


def test_percentiles_are_within_two_and_a_half_per_cent_under_any_split(
    measured: Settings, latencies: dict[str, list[int]]
) -> None:
    by_client = UsageFilter(DAY, DAY, ("client",), tuple(NAMES))
    report = reports.run(Scope.operator(), by_client, measured)
    assert "fct_latency_daily" in report.marts
    for row in report.frame.rows(named=True):
        for name, percent in NAMES.items():
            assert row[name] == pytest.approx(exact_ms(latencies[row["client"]], percent), rel=0.025)
    (total,) = reports.run(Scope.operator(), UsageFilter(DAY, DAY, (), tuple(NAMES)), measured).frame.rows(named=True)
    merged = [value for values in latencies.values() for value in values]
    for name, percent in NAMES.items():
        assert total[name] == pytest.approx(exact_ms(merged, percent), rel=0.025)


def test_percentiles_by_hour_are_exact(measured: Settings, latencies: dict[str, list[int]]) -> None:
    asked = UsageFilter(DAY, DAY, ("hour", "client"), tuple(NAMES))
    for row in reports.run(Scope.operator(), asked, measured).frame.rows(named=True):
        for name, percent in NAMES.items():
            assert row[name] == exact_ms(latencies[row["client"]], percent)
