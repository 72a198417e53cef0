"""A ledger with a provider and its rate code, and records written briefly."""

from collections.abc import Callable
from typing import Any

import pytest

from warehouse.database import connect
from warehouse.resources import Put, put
from warehouse.settings import Settings

EVENT, OTHER = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
OPEN = {
    "provider_id": "heroku", "event_id": EVENT, "state": "open", "time": "2011-01-01T00:00:00Z",
    "resource_id": "app123", "rate_code": "web",
}  # fmt: skip
CLOSE = {"provider_id": "heroku", "event_id": EVENT, "state": "close", "time": "2011-01-06T00:00:00Z"}
ACTIVE = {
    "provider_id": "heroku", "ownership_id": EVENT, "state": "active", "time": "2011-01-01T00:00:00Z",
    "resource_id": "app123", "owner_id": "a1",
}  # fmt: skip
INACTIVE = {"provider_id": "heroku", "ownership_id": EVENT, "state": "inactive", "time": "2011-01-06T00:00:00Z"}
LINK = {"provider_id": "heroku", "owner_id": "a1", "client_id": "acme", "payer_id": "pm1"}
RATE = {"provider_id": "heroku", "slug": "web", "rate_cents": 5, "rate_period": "hour"}

Send = Callable[..., Put]


def begin(settings: Settings) -> Settings:
    """Lets an empty ledger know the provider and its rate code."""
    put("providers", {"provider_id": "heroku", "name": "Heroku"}, settings)
    put("rate_codes", RATE, settings)
    return settings


@pytest.fixture
def house(settings: Settings) -> Settings:
    """A ledger that knows the provider and its rate code."""
    return begin(settings)


@pytest.fixture
def send(house: Settings) -> Send:
    """Puts a billable event: OPEN or CLOSE with some fields changed."""

    def _send(record: dict[str, Any], kind: str = "billable_events", **changed: Any) -> Put:
        return put(kind, {**record, **changed}, house)

    return _send


def rows_of(settings: Settings, table: str) -> int:
    """How many rows the ledger holds of a kind."""
    with connect("owner", settings) as connection:
        row = connection.execute(f"select count(*) from raw.{table}".encode()).fetchone()
    assert row is not None
    return int(row[0])
