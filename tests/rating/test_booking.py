"""What is billed, what is not, and why: a month of one house, counted by hand."""

from decimal import Decimal

import pytest

from tests.conftest import Databases
from tests.dbt_project.calls import Dbt
from tests.dbt_project.ledger import Event
from tests.rating.books import Books

WINDOW = ("--event-time-start", "2026-03-01", "--event-time-end", "2026-03-06")


def calls(number: int, client_id: str, day: int = 2, **said: object) -> list[Event]:
    """So many calls of a client at ten past the hours of a day in March."""
    return [
        Event(
            f"{client_id} {day} {place} {said}",
            f"2026-03-{day:02} {place % 24:02}:10",
            client_id,
            event_type="call",
            **said,
        )  # type: ignore[arg-type]
        for place in range(number)
    ]


@pytest.fixture(scope="module")
def books(databases: Databases, dbt: Dbt, tmp_path_factory: pytest.TempPathFactory) -> Books:
    books = Books(databases.create(tmp_path_factory.mktemp("booking")), tmp_path_factory.mktemp("files"))
    books.meter("call")
    books.meter("volume", "sum", value="quantity", filter={"event_type": "call", "operation": ["write"]})
    books.plan(
        "basic",
        {"meter_id": "call", "model": "standard", "unit_amount": "0.105", "included": 5},
        {"price_id": "fee", "model": "recurring", "amount": "9.99"},
    )
    books.subscribe("acme", "basic")
    books.refer(
        "listings",
        {"provider_id": "house", "api_id": "web", "listed_from": "2026-01-01T00:00:00Z"},
    )
    books.use(
        [
            *calls(8, "acme", project_id="shop"),
            *calls(4, "acme", day=3),
            *calls(2, "acme", day=4, status_code=500),
            *calls(1, "acme", day=4, status_code=404),
            *calls(3, "acme", day=5, api_id="private"),
            *calls(6, "bolt"),
            *calls(2, "anonymous"),
            *calls(2, "acme", day=5, operation="write", quantity="2.5"),
            Event("other", "2026-03-05 12:00"),
        ]
    )
    dbt.must(books.settings, "build", "--exclude", "test_type:unit", *WINDOW)
    return books


def test_lines(books: Books) -> None:
    rows = books.rows(
        "select price_id, events, included_events, quantity, billable_quantity, amount, amount_cents "
        "from marts.fct_rated_usage order by 1"
    )
    # 8 + 4 + 1 + 2 calls, of which 5 are included: 10 x 0.105 = 1.05.
    assert rows == [
        ("basic call", 10, 5, 15, 10, Decimal("1.05"), 105),
        ("fee", 0, 0, 1, 1, Decimal("9.99"), 999),
    ]


def test_reasons(books: Books) -> None:
    rows = books.rows(
        "select client_id, project_id, provider_id, is_listed, meter_id, reason, events, quantity "
        "from marts.fct_not_billed order by 1, 2, 5, 6, 4"
    )
    print(*rows, sep="\n")
    print(
        *books.rows(
            "select client_id, project_id, provider_id, price_id, events, quantity, billable_quantity, amount, amount_cents from marts.agg_billing_monthly"
        ),
        sep="\n",
    )
    assert rows == []
