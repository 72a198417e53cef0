"""Every example of docs/pricing.md, through the real marts."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Databases
from tests.dbt_project.calls import Dbt
from tests.dbt_project.ledger import Event
from tests.rating.books import Books

PAGE = Path(__file__).resolve().parents[2] / "docs" / "pricing.md"
EXAMPLE = re.compile(r"```json\n(\{\"model\".*?\})\n```\n\n\| used \| amount \|\n\|---\|---\|\n((?:\|.*\|\n)+)")
WINDOW = ("--event-time-start", "2026-03-01", "--event-time-end", "2026-03-02")


@dataclass(frozen=True)
class Example:
    """A price, what is used by one client, and what it costs."""

    name: str
    price: dict[str, Any]
    used: tuple[str, ...]
    amount: Decimal

    def events(self) -> Iterator[Event]:
        for place, value in enumerate(self.used):
            yield Event(
                f"{self.name} {place}", f"2026-03-01 00:00:0{place}", self.name, event_type=self.name, quantity=value
            )


def examples() -> list[Example]:
    found = []
    for price, rows in EXAMPLE.findall(PAGE.read_text()):
        said = json.loads(price)
        for used, amount in re.findall(r"\| (.*?) ?\| (.*) \|", rows):
            name = f"{said['model']} {len(found)} of {used or 'nothing'}"
            values = tuple(value for value in used.split(" + ") if value not in ("", "0"))
            found.append(Example(name, said, values, Decimal(amount)))
    return found


EXAMPLES = examples()


@pytest.fixture(scope="module")
def amounts(databases: Databases, dbt: Dbt, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Decimal]:
    books = Books(databases.create(tmp_path_factory.mktemp("page")), tmp_path_factory.mktemp("files"))
    names = [one.name for one in EXAMPLES]
    kept = {True: {"aggregation": "latest", "carries_over": True}, False: {"aggregation": "sum"}}
    books.refer("meters", *({"meter_id": one.name, "name": one.name, "value": "quantity", "keeps_events": True,
                             "filter": {"event_type": one.name}, **kept[one.price["model"] == "level"]}
                            for one in EXAMPLES))  # fmt: skip
    books.refer("plans", *({"plan_id": name, "name": name, "currency": "EUR"} for name in names))
    metered = [{"meter_id": one.name} if one.price["model"] != "recurring" else {} for one in EXAMPLES]
    books.refer("prices", *({"price_id": one.name, "plan_id": one.name, **meter, **one.price}
                            for one, meter in zip(EXAMPLES, metered, strict=True)))  # fmt: skip
    books.refer("subscriptions", *({"subscription_id": name, "client_id": name, "plan_id": name,
                                    "starts_at": "2026-01-01T00:00:00Z"} for name in names))  # fmt: skip
    books.use([Event("any", "2026-03-01 12:00"), *(event for one in EXAMPLES for event in one.events())])
    dbt.must(books.settings, "run", *WINDOW)
    return dict(books.rows("select price_id, amount from marts.fct_rated_usage"))


def test_every_charge_model_has_an_example() -> None:
    models = re.findall(r"^### (\w+)$", PAGE.read_text(), flags=re.MULTILINE)
    assert {one.price["model"] for one in EXAMPLES} == set(models)
    assert len(models) == 8


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.name)
def test_an_example_of_the_page_is_what_the_house_reckons(example: Example, amounts: dict[str, Decimal]) -> None:
    assert amounts.get(example.name, Decimal(0)) == example.amount
