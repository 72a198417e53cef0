"""What usage of the world costs, and which clients pay by which plan."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any, NamedTuple

from meterhouse.simulate.days import Calendar
from meterhouse.simulate.people import UNREGISTERED, People

Said = Mapping[str, Any]
METERS: tuple[Said, ...] = (
    {"meter_id": "requests", "name": "Requests", "aggregation": "count",
     "filter": {"provider_id": ["house"], "api_id": ["orders", "records"]}},
    {"meter_id": "records", "name": "Records fetched", "aggregation": "sum", "value": "records_total",
     "filter": {"api_id": ["records"]}},
    {"meter_id": "egress", "name": "Bytes of maps and weather", "aggregation": "sum", "value": "response_bytes",
     "filter": {"provider_id": ["northwind"]}},
)  # fmt: skip
PLANS: tuple[Said, ...] = (
    {"plan_id": "starter", "name": "Starter", "currency": "EUR"},
    {"plan_id": "business", "name": "Business", "currency": "USD"},
)
TIERS = ({"from": 0, "to": 1000, "unit": "0.004"}, {"from": 1000, "unit": "0.0015"})
PRICES: tuple[Said, ...] = (
    {"price_id": "starter-fee", "plan_id": "starter", "name": "Starter", "model": "recurring", "amount": "29"},
    {"price_id": "starter-requests", "plan_id": "starter", "meter_id": "requests", "name": "Requests",
     "model": "standard", "unit_amount": "0.005", "included": 200},
    {"price_id": "starter-records", "plan_id": "starter", "meter_id": "records", "name": "Records fetched",
     "model": "standard", "unit_amount": "0.0125"},
    {"price_id": "business-fee", "plan_id": "business", "name": "Business", "model": "recurring", "amount": "199"},
    {"price_id": "business-requests", "plan_id": "business", "meter_id": "requests", "name": "Requests",
     "model": "graduated", "tiers": list(TIERS)},
    {"price_id": "business-egress", "plan_id": "business", "meter_id": "egress", "name": "Maps and weather, started MB",
     "model": "package", "package_size": 1_000_000, "package_amount": "0.05"},
)  # fmt: skip
# Every so many clients one pays by no plan, one by the dearer one, and one only since a third of the days have passed.
WITHOUT_EVERY, BUSINESS_EVERY, LATER_EVERY = 9, 3, 5


class Subscription(NamedTuple):
    """A client, by its number, pays by a plan from an instant on."""

    client: int
    plan_id: str
    starts_at: datetime


def list_subscriptions(people: People, calendar: Calendar) -> list[Subscription]:
    """Who pays by which plan; at most one of each client."""
    first = datetime.combine(calendar.first_day, time(), UTC)
    later = calendar.instant(1 / 3, time(6))
    return [
        Subscription(
            number,
            "business" if number % BUSINESS_EVERY == 0 else "starter",
            later if number % LATER_EVERY == 3 else first,
        )
        for number in range(len(people.clients))
        if number != UNREGISTERED and number % WITHOUT_EVERY != 5
    ]
