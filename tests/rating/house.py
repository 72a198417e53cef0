"""A house whose March can be counted by hand."""

from tests.dbt_project.ledger import Event
from tests.rating.books import Books

WINDOW = ("--event-time-start", "2026-03-01", "--event-time-end", "2026-03-06")
LISTING = {"provider_id": "house", "api_id": "web", "listed_from": "2026-01-01T00:00:00Z"}


def calls(number: int, client_id: str, day: int = 2, **said: object) -> list[Event]:
    """So many calls of a client at ten past the hours of a day in March."""
    names = [f"{client_id} {day} {place} {said}" for place in range(number)]
    hours = [f"2026-03-{day:02} {place % 24:02}:10" for place in range(number)]
    return [
        Event(name, at, client_id, event_type="call", **said)  # type: ignore[arg-type]
        for name, at in zip(names, hours, strict=True)
    ]


# Of acme's 20 calls 15 can be billed: 8 of the shop, and 4 + 1 + 2 of no project.
EVENTS = [
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


def write_house(books: Books) -> None:
    """Calls cost 10.5 cents, five of a month are included, and the month costs 9.99; writes have no price."""
    books.meter("call")
    books.meter("written", "sum", value="quantity", filter={"event_type": "call", "operation": ["write"]})
    books.meter("huge", "sum", value="quantity", filter={"event_type": "call", "operation": ["write"]})
    books.plan(
        "basic",
        {"meter_id": "call", "model": "standard", "unit_amount": "0.105", "included": 5},
        {"price_id": "fee", "model": "recurring", "amount": "9.99"},
        {"meter_id": "huge", "model": "package", "package_size": "0.000000001", "package_amount": "999999999999"},
    )
    books.subscribe("acme", "basic")
    books.refer("listings", LISTING)
    books.use(EVENTS)
