"""A ledger that knows features, a plan with them, and two clients."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from warehouse.database import connect
from warehouse.reference import load_reference
from warehouse.resources import Put
from warehouse.rights import put_change
from warehouse.settings import Settings

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SEATS = {"client_id": "acme", "feature_id": "seats", "time": "2026-02-01T12:00:00Z"}
REFERENCES: dict[str, list[dict[str, Any]]] = {
    "meters": [{"meter_id": "call", "name": "Calls", "aggregation": "count"}],
    "plans": [
        {"plan_id": "basic", "name": "Basic", "currency": "EUR"},
        {"plan_id": "other", "name": "Other", "currency": "EUR"},
    ],
    "features": [
        {"feature_id": "seats", "name": "Seats", "feature_type": "Limitation"},
        {"feature_id": "mails", "name": "Mails", "feature_type": "Consumption"},
        {"feature_id": "calls", "name": "Calls", "feature_type": "Consumption", "meter_id": "call"},
        {"feature_id": "sign-on", "name": "Sign-on", "feature_type": "OnOff"},
        {"feature_id": "rare", "name": "In no plan", "feature_type": "OnOff"},
    ],
    "plan_features": [
        *({"plan_id": "basic", "feature_id": name, "quantity": 10} for name in ("seats", "mails", "calls")),
        {"plan_id": "basic", "feature_id": "sign-on"},
    ],
    "subscriptions": [
        {"subscription_id": "a1", "client_id": "acme", "plan_id": "basic", "starts_at": "2026-01-01T00:00:00Z"},
        {"subscription_id": "a2", "client_id": "acme", "plan_id": "other", "starts_at": "2026-01-01T00:00:00Z"},
        {"subscription_id": "b1", "client_id": "bolt", "plan_id": "basic", "starts_at": "2026-01-01T00:00:00Z"},
    ],
    "clients": [{"client_id": "idle", "name": "Has no subscription"}],
}  # fmt: skip
Send = Callable[..., Put]


def begin(settings: Settings, folder: Path) -> Settings:
    """Lets an empty ledger know what stands above."""
    for kind, records in REFERENCES.items():
        path = folder / f"{kind}.jsonl"
        path.write_text("".join(f"{json.dumps(record)}\n" for record in records))
        load_reference(path, kind, settings)
    return settings


@pytest.fixture
def house(settings: Settings, tmp_path: Path) -> Settings:
    return begin(settings, tmp_path)


@pytest.fixture
def send(house: Settings) -> Send:
    """Puts a change of acme's seats, with some fields changed."""

    def _send(**changed: Any) -> Put:
        values = {name: value for name, value in {**SEATS, **changed}.items() if value is not None}
        return put_change(values, house, NOW)

    return _send


def stored(settings: Settings, columns: str = "count(*)") -> list[tuple[Any, ...]]:
    """What the ledger holds of changes."""
    with connect("owner", settings) as connection:
        return connection.execute(f"select {columns} from raw.feature_changes order by 1".encode()).fetchall()
