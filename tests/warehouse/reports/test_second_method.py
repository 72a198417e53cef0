"""Random questions, answered once by the report and once by plain Python over the single events."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from psycopg.rows import dict_row

from warehouse import reports
from warehouse.access import Scope
from warehouse.database import connect
from warehouse.errors import ReportError
from warehouse.reports import DIMENSIONS, UsageFilter
from warehouse.settings import Settings

Event = dict[str, Any]
FIRST = date(2026, 3, 2)
PLAIN = ("provider", "api", "endpoint", "operation", "outcome", "status_code", "client", "project", "dealer")
MEASURES = (
    "requests", "successes", "success_rate", "response_bytes", "latency_mean_ms", "unique_users", "unique_ips",
    "records_total",
)  # fmt: skip


def made_up_events(random: Random) -> list[tuple[Any, ...]]:
    """400 events over four days, few values of each dimension, so that every group has company."""

    def one() -> tuple[Any, ...]:
        moment = f"2026-03-0{random.randint(2, 5)} {random.randint(0, 23):02}:{random.randint(0, 59):02}"
        client, user = random.choice([("acme", 1), ("acme", 2), ("globex", 3), ("anonymous", 0)])
        api = random.choice([("house", "web", "/a"), ("house", "web", "/b"), ("maps", "tiles", "/a")])
        status, operation = random.choice([200, 201, 404, 500]), random.choice(["read", "write"])
        parties = (random.choice(["none", "shop"]), user, random.randint(0, 3), random.choice(["none", "d1", "d2"]))
        latency = random.choice([None, random.randint(1, 10**6)])
        numbers = (random.randint(0, 99), random.randint(0, 9999), random.randint(0, 3), random.randint(0, 3))
        return moment, *api, operation, status, client, *parties, latency, *numbers

    return [one() for _ in range(400)]


@pytest.fixture
def events(own_marts: Any, settings: Settings) -> list[Event]:
    """Marts of the made-up events, and the events under the names of the dimensions."""
    own_marts.add_events(made_up_events(Random(11)))
    own_marts.add_people()
    own_marts.build()
    with connect("reader", settings) as connection:
        rows = connection.cursor(row_factory=dict_row).execute(
            "select event.*, provider_id as provider, api_id as api, event.client_id as client, project_id as project,"
            " agency_id as agency,"
            " dealer_id as dealer, user_id as user, ip from marts.fct_usage_events as event"
            " inner join marts.dim_users using (user_key) inner join marts.dim_ips using (ip_key)"
        )
        return [row | {"month": date(2026, 3, 1)} for row in rows.fetchall()]


def measured(events: Iterable[Event]) -> tuple[Any, ...]:
    found = list(events)
    successes = sum(event["outcome"] == "success" for event in found)
    latencies = [event["latency_us"] for event in found if event["latency_us"] is not None]
    return (
        len(found),
        successes,
        successes / len(found) if found else None,
        sum(event["response_bytes"] for event in found),
        pytest.approx(sum(latencies) / len(latencies) / 1000) if latencies else None,
        len({event["user_key"] for event in found if event["user"] != "none"}),
        len({event["ip_key"] for event in found if event["ip"] != "none"}),
        sum(event["records_new"] + event["records_changed"] for event in found),
    )


def asked_at_random(random: Random, events: list[Event]) -> UsageFilter:
    names = [name for name in DIMENSIONS if name not in ("country", "region", "city")]
    first = FIRST + timedelta(days=random.randint(0, 2))
    where = {
        name: tuple({str(random.choice(events)[name]) for _ in range(random.randint(1, 3))})
        for name in random.sample([*PLAIN, "user", "ip"], random.randint(0, 2))
    }
    return UsageFilter(
        first,
        first + timedelta(days=random.randint(0, 2)),
        tuple(random.sample(names, random.randint(0, 3))),
        MEASURES,
        where,
        random.choice(["utc", "local"]),
    )


def answered_by_hand(asked: UsageFilter, events: list[Event]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    local = asked.time_basis == "local"
    day, hour = ("local_date", "local_hour_at") if local else ("usage_date", "usage_hour_at")
    groups: dict[tuple[Any, ...], list[Event]] = defaultdict(list) if asked.by else defaultdict(list, {(): []})
    for event in events:
        seen = event | {"usage_date": event[day], "hour": event[hour]}
        seen["week"] = seen["usage_date"] - timedelta(days=seen["usage_date"].weekday())
        kept = all(str(seen[name]) in values for name, values in asked.where.items())
        if kept and seen["is_listed"] and asked.from_date <= seen["usage_date"] <= asked.until_date:
            groups[tuple(seen[name] for name in asked.by)].append(seen)
    return {key: measured(group) for key, group in groups.items()}


def test_a_hundred_random_questions_get_the_same_answer_twice(events: list[Event], settings: Settings) -> None:
    settings = settings.model_copy(update={"smallest_group": 1})
    random = Random(23)
    marts = set()
    for _ in range(100):
        asked = asked_at_random(random, events)
        if asked.attributes and {"user", "ip", "hour"} & {*asked.by, *asked.where}:
            with pytest.raises(ReportError, match="whole days"):
                reports.run(Scope.operator(), asked, settings)
            continue
        report = reports.run(Scope.operator(), asked, settings)
        split = len(asked.by)
        assert {row[:split]: row[split:] for row in report.frame.rows()} == answered_by_hand(asked, events), asked
        marts.update(report.marts)
    assert marts >= {"fct_usage_daily", "fct_usage_hourly", "fct_user_usage_daily", "fct_usage_events"}
