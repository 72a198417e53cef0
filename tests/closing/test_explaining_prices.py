"""Every charge model is explained by steps that add up to its line."""

from decimal import Decimal
from typing import Any

import pytest

from orchestration.building import build
from tests.conftest import Databases
from tests.dbt_project.ledger import Event
from tests.rating.books import Books
from warehouse.access import Scope
from warehouse.reports import explaining

OPERATOR = Scope.operator()
GRADUATED = [{"from": 0, "to": 10, "unit": "2", "flat": "1"}, {"from": 10, "unit": "1.5", "flat": "3"}]
VOLUME = [{"from": 0, "to": 5, "unit": "1"}, {"from": 5, "unit": "0.5"}]
SHARES = [{"from": 0, "to": 200, "rate_percent": "2"}, {"from": 200, "rate_percent": "1", "flat": "5"}]
LEVELS = [{"from": 0, "to": 5, "flat": "10"}, {"from": 5, "flat": "30"}]
# Of each meter its price, how often it is used and with which quantities, and the steps that have an amount.
CASES: dict[str, tuple[dict[str, Any], list[int], list[tuple[str, str]]]] = {
    "graduated": (
        {"model": "graduated", "tiers": GRADUATED, "discount_percent": 10},
        [1] * 12,
        [("tier 1", "21"), ("tier 2", "6"), ("discount", "-2.7")],
    ),
    "volume": ({"model": "volume", "tiers": VOLUME, "minimum": "5"}, [1] * 6, [("tier 2", "3"), ("minimum", "2")]),
    "package": ({"model": "package", "package_size": 2, "package_amount": "0.333"}, [1] * 3, [("package", "0.666")]),
    "most": (
        {"model": "standard", "unit_amount": "1", "maximum": "2"},
        [1] * 4,
        [("standard", "4"), ("maximum", "-2")],
    ),
    "share": (
        {"model": "percentage", "rate_percent": "1.5", "fixed_amount": "0.25", "free_events": 1},
        [100, 200],
        [("percentage", "3.25")],
    ),
    "shares": ({"model": "graduated_percentage", "tiers": SHARES}, [150, 100], [("tier 1", "4"), ("tier 2", "5.5")]),
    "level": ({"model": "level", "tiers": LEVELS}, [7], [("level", "30")]),
}
SUMS = {"share": {"keeps_events": True}, "shares": {}}


@pytest.fixture(scope="module")
def books(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Books:
    """A client that uses each meter in March, the level from its first instant on."""
    folder = tmp_path_factory.mktemp("prices")
    books = Books(databases.create(folder / "home"), folder)
    for name in CASES:
        if name == "level":
            books.meter(name, "latest", value="quantity", carries_over=True, keeps_events=True)
        elif name in SUMS:
            books.meter(name, "sum", value="quantity", **SUMS[name])
        else:
            books.meter(name)
    books.plan("plan", *({"meter_id": name} | price for name, (price, _, _) in CASES.items()))
    books.subscribe("acme", "plan")
    books.use(
        [
            Event(f"{name} {place}", f"2026-03-01 00:{place:02}", event_type=name, quantity=str(quantity))
            for name, (_, quantities, _) in CASES.items()
            for place, quantity in enumerate(quantities)
        ]
    )
    build(books.settings)
    return books


@pytest.mark.parametrize("name", CASES)
def test_the_steps_add_up_to_the_line(books: Books, name: str) -> None:
    _, quantities, expected = CASES[name]
    ((key, cents),) = books.rows(
        "select line_key::text, amount_cents from marts.fct_billing_lines where meter_id = %s", name
    )
    line = explaining.find_line(OPERATOR, key, books.settings)

    explanation = explaining.explain(OPERATOR, line, books.settings)

    steps = [row for row in explanation.steps.frame.select("step", "amount").rows() if row[1] is not None]
    assert steps[:-2] == [(step, Decimal(amount)) for step, amount in expected]
    assert [step for step, _ in steps[-2:]] == ["rounded", "line"]
    assert steps[-1][1] * 100 == cents
    assert (explanation.rows, explanation.differences) == (len(quantities), ())


def test_a_file_is_named_with_the_lines_that_are_behind(books: Books) -> None:
    ((key,),) = books.rows("select line_key::text from marts.fct_billing_lines where meter_id = 'volume'")
    explanation = explaining.explain(OPERATOR, explaining.find_line(OPERATOR, key, books.settings), books.settings)

    ((_, _, events, first, last),) = explanation.sources.frame.rows()
    assert (events, first, last) == (6, 13, 18)
