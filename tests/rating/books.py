"""A house with meters, plans, prices and subscriptions, loaded as an operator loads them, and usage written by hand."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.dbt_project.ledger import Event, Ledger
from warehouse.database import connect
from warehouse.ledger import LoadResult
from warehouse.reference import load_reference
from warehouse.settings import Settings

Said = dict[str, Any]


class Books:
    """Writes what is known of prices and what was used, and reads what became of it."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings, self.folder, self.ledger, self.files = settings, folder, Ledger(settings), 0

    def refer(self, kind: str, *records: Said) -> LoadResult:
        """Loads records of a kind from a file of their own."""
        self.files += 1
        path = self.folder / f"{kind}-{self.files}.jsonl"
        path.write_text("".join(json.dumps(record) + "\n" for record in records))
        return load_reference(path, kind, self.settings)

    def meter(self, meter_id: str, aggregation: str = "count", **said: Any) -> None:
        """A meter of events whose type is its name, unless it says which."""
        said = {"filter": {"event_type": [meter_id]}} | said
        self.refer("meters", {"meter_id": meter_id, "name": meter_id, "aggregation": aggregation, **said})

    def plan(self, plan_id: str, *prices: Said, **said: Any) -> None:
        """A plan in euros with its prices, called after the meters they charge."""
        self.refer("plans", {"plan_id": plan_id, "name": plan_id, "currency": "EUR", **said})
        if prices:
            named = [{"price_id": f"{plan_id} {price.get('meter_id', 'fee')}"} | price for price in prices]
            self.refer("prices", *({"plan_id": plan_id} | price for price in named))

    def subscribe(self, client_id: str, plan_id: str, starts_at: str = "2026-01-01T00:00:00Z", **said: Any) -> None:
        """A subscription of a client, called after both."""
        names = {"subscription_id": f"{client_id} {plan_id}", "client_id": client_id, "plan_id": plan_id}
        self.refer("subscriptions", {**names, "starts_at": starts_at, **said})

    def use(self, events: Sequence[Event]) -> int:
        """One load of usage; its id."""
        return self.ledger.load(events)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The answer of a query by the owner."""
        with connect("owner", self.settings) as connection:
            return connection.execute(query.encode(), values or None).fetchall()
